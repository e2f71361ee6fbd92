package graft.chat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Templates of this service, in the styles in use, for models that have none. */
public enum BuiltInTemplate {
  CHATML("<|im_end|>"),
  LLAMA3("<|eot_id|>"),
  MISTRAL(""),
  GEMMA("<end_of_turn>"),
  PHI3("<|end|>"),
  ZEPHYR("");

  private final String endOfTurn;

  BuiltInTemplate(String endOfTurn) {
    this.endOfTurn = endOfTurn;
  }

  /** As requests call it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<BuiltInTemplate> named(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(BuiltInTemplate::wireName).toList();
  }

  /** The Jinja text. */
  public String source() {
    try (InputStream file =
        BuiltInTemplate.class.getResourceAsStream("/graft/chat/" + wireName() + ".jinja")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What ends an answer where it is not the model's own end token: a model that has no such token
   * writes it letter by letter. Empty: the end token does.
   */
  public Optional<String> endOfTurn() {
    return endOfTurn.isEmpty() ? Optional.empty() : Optional.of(endOfTurn);
  }
}
