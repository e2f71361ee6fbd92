package graft.architecture;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The modules of an architecture whose classes call them otherwise from transformers 5 on than its
 * checkpoints do. PEFT names an adapter's tensors by the class, and does not translate.
 *
 * @param layer what a layer's path begins with behind the model's prefix, before its number
 * @param laterLayer the same from transformers 5 on
 * @param modules names within a layer from transformers 5 on, by those of checkpoints
 */
public record LaterNames(String layer, String laterLayer, Map<String, String> modules) {
  /** Those of models of pictures, whose classes were written anew. */
  private static final LaterNames OF_PICTURES =
      new LaterNames(
          "encoder.layer.",
          "layers.",
          Map.of(
              "attention.attention.query", "attention.q_proj",
              "attention.attention.key", "attention.k_proj",
              "attention.attention.value", "attention.v_proj",
              "attention.output.dense", "attention.o_proj",
              "intermediate.dense", "mlp.fc1",
              "output.dense", "mlp.fc2"));

  public LaterNames {
    modules = Map.copyOf(modules);
  }

  /** Those of an architecture; empty for nearly all. */
  public static Optional<LaterNames> of(Architecture architecture) {
    return architecture.quirks().contains(Quirk.CLASSES_WERE_RENAMED)
        ? Optional.of(OF_PICTURES)
        : Optional.empty();
  }

  /** A path from transformers 5 on; empty of modules whose names stayed. */
  public Optional<String> later(String path) {
    return renamed(path, layer, laterLayer, modules);
  }

  /** The path that checkpoints have; empty of modules whose names stayed. */
  public Optional<String> earlier(String path) {
    Map<String, String> back =
        modules.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    return renamed(path, laterLayer, layer, back);
  }

  private static Optional<String> renamed(
      String path, String from, String to, Map<String, String> modules) {
    Matcher inside =
        Pattern.compile("(|[^.]+\\.)" + Pattern.quote(from) + "(\\d+\\.)(.+)").matcher(path);
    return inside.matches()
        ? Optional.of(
            inside.group(1)
                + to
                + inside.group(2)
                + modules.getOrDefault(inside.group(3), inside.group(3)))
        : Optional.empty();
  }
}
