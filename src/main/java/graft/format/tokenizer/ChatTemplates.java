package graft.format.tokenizer;

import graft.format.FileContext;
import graft.format.Json;
import graft.spec.ErrorCode;
import graft.template.ChatTemplate;
import graft.template.syntax.TemplateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The chat templates that a model carries, as the reference finds them: {@code
 * chat_template.jinja}, else what {@code tokenizer_config.json} has under {@code chat_template}, a
 * text or a list of named ones.
 *
 * @param byName their texts; a single one is called {@code default}
 * @param specialTokens what templates are given besides the conversation: {@code bos_token}
 */
public record ChatTemplates(Map<String, String> byName, Map<String, String> specialTokens) {
  /** A template in a file of its own. */
  public static final String FILE = "chat_template.jinja";

  private static final String KEY = "chat_template";
  private static final String DEFAULT = "default";
  private static final String WITH_TOOLS = "tool_use";
  private static final int MOST_BYTES = 1 << 20;
  private static final long MOST_CONFIG = 16L << 20;

  /** Whether a conversation comes with tools, for which a model may have a template of its own. */
  public enum Use {
    PLAIN,
    WITH_TOOLS
  }

  public ChatTemplates {
    byName = Map.copyOf(byName);
    specialTokens = Map.copyOf(specialTokens);
  }

  /**
   * Reads what stands beside a tokenizer.
   *
   * @param tokenizerJson {@code tokenizer.json} of a model directory
   * @throws graft.spec.GraftException {@code INVALID_MODEL}
   */
  public static ChatTemplates read(Path tokenizerJson) {
    TokenizerFiles files = TokenizerFiles.read(tokenizerJson);
    Map<String, String> tokens = new LinkedHashMap<>();
    SpecialTokens.of(files, files.tokenizerClass())
        .named()
        .forEach((name, token) -> tokens.put(name, token.content()));
    Path file = tokenizerJson.resolveSibling(FILE);
    return new ChatTemplates(
        Files.isRegularFile(file) ? Map.of(DEFAULT, text(file)) : configured(files.config()),
        tokens);
  }

  /**
   * The one that lies in a directory of whatever kind: in its own file, else in the configuration
   * of a tokenizer.
   *
   * @throws graft.spec.GraftException {@code INVALID_ADAPTER} if a file cannot be read
   */
  public static Optional<String> beside(Path directory) {
    Path file = directory.resolve(FILE);
    if (Files.isRegularFile(file)) {
      return Optional.of(text(file)).filter(text -> !text.isBlank());
    }
    Path config = directory.resolve("tokenizer_config.json");
    return Files.isRegularFile(config)
            && Json.readObject(
                        config, FileContext.of(config, ErrorCode.INVALID_ADAPTER), MOST_CONFIG)
                    .get(KEY)
                instanceof String template
        ? Optional.of(template).filter(text -> !text.isBlank())
        : Optional.empty();
  }

  private static String text(Path file) {
    try {
      FileContext.of(file, ErrorCode.INVALID_MODEL)
          .require(Files.size(file) <= MOST_BYTES, "has more than " + MOST_BYTES + " bytes");
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> configured(Part config) {
    if (!config.has(KEY)) {
      return Map.of();
    }
    if (!(config.json().get(KEY) instanceof List<?>)) {
      return Map.of(DEFAULT, config.text(KEY));
    }
    Map<String, String> templates = new LinkedHashMap<>();
    config
        .parts(KEY)
        .forEach(template -> templates.put(template.text("name"), template.text("template")));
    return templates;
  }

  /** The text of the template for a use, if the model has one. */
  public Optional<String> source(Use use) {
    Optional<String> special =
        use == Use.WITH_TOOLS ? Optional.ofNullable(byName.get(WITH_TOOLS)) : Optional.empty();
    return special.or(() -> Optional.ofNullable(byName.get(DEFAULT)));
  }

  /** What a person should know of these templates: each that is not understood, and where. */
  public List<String> notices() {
    List<String> notices = new ArrayList<>();
    new TreeMap<>(byName)
        .forEach((name, template) -> {
          try {
            ChatTemplate.parse(template);
          } catch (TemplateException refused) {
            notices.add(
                "the chat template '%s' is not understood: %s"
                    .formatted(name, refused.getMessage()));
          }
        });
    return List.copyOf(notices);
  }
}
