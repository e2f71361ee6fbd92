package graft.architecture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of a native task class, with the head of AdapterHub that computes the same: linear
 * layers between dropouts and activations.
 *
 * @param linears its linear layers from first to last; one that begins with {@value #BASE} is the
 *     base model's
 * @param activation between them
 * @param usesPooler whether AdapterHub's head begins with the base model's own pooler
 * @param hasBias whether the last linear layer has one
 * @param norm behind the activation, in heads whose other linear layer has no bias
 */
public record NativeHead(
    HeadKind kind,
    List<String> linears,
    String activation,
    boolean usesPooler,
    boolean hasBias,
    Optional<String> norm) {
  /** Stands for the base model's prefix. */
  public static final String BASE = "@";

  /** Where the norm's weight stands in a head of ours: behind the activation. */
  private static final String NORM = "heads.%s.2.norm.weight";

  private static final String TANH = "tanh";

  public NativeHead {
    linears = List.copyOf(linears);
  }

  /** Linear layers with biases on what the architecture's heads look at. */
  public static NativeHead of(HeadKind kind, String activation, String... linears) {
    return new NativeHead(kind, List.of(linears), activation, false, true, Optional.empty());
  }

  /** One linear layer. */
  public static NativeHead of(HeadKind kind, String linear) {
    return of(kind, TANH, linear);
  }

  /** One linear layer behind the base model's pooler. */
  public static NativeHead behindPooler(HeadKind kind, String linear) {
    return new NativeHead(kind, List.of(linear), TANH, true, true, Optional.empty());
  }

  /** One linear layer without a bias. */
  public static NativeHead withoutBias(HeadKind kind, String linear) {
    return new NativeHead(kind, List.of(linear), TANH, false, false, Optional.empty());
  }

  /** A linear layer without a bias, an activation, a norm that only scales, and a linear layer. */
  public static NativeHead normed(
      HeadKind kind, String activation, String dense, String norm, String linear) {
    return new NativeHead(kind, List.of(dense, linear), activation, false, true, Optional.of(norm));
  }

  /** Whether it computes what a head of AdapterHub does. */
  boolean isLike(Map<String, @Nullable Object> config) {
    boolean hasActivation =
        linears.size() == 1 || activation.equals(config.get("activation_function"));
    return HeadKind.ofHeadType(config.get("head_type")).equals(Optional.of(kind))
        && Integer.valueOf(linears.size()).equals(config.get("layers"))
        && hasActivation
        && usesPooler == Boolean.TRUE.equals(config.get("use_pooler"))
        && hasBias != Boolean.FALSE.equals(config.get("bias"))
        && !Boolean.TRUE.equals(config.get("multilabel"));
  }

  /**
   * The names of the native class's tensors by those of AdapterHub's head, whose linear layers
   * stand between dropouts and activations: 1, 4, 7 …
   */
  public SortedMap<String, String> names(String head, String prefix) {
    SortedMap<String, String> names = new TreeMap<>();
    for (int linear = 0; linear < linears.size(); linear++) {
      String module = linears.get(linear).replace(BASE, prefix);
      for (String part : hasBias(linear) ? List.of("weight", "bias") : List.of("weight")) {
        names.put("heads.%s.%d.%s".formatted(head, 3 * linear + 1, part), module + "." + part);
      }
    }
    norm.ifPresent(module -> names.put(NORM.formatted(head), module + ".weight"));
    return names;
  }

  private boolean hasBias(int linear) {
    return linear == linears.size() - 1 ? hasBias : norm.isEmpty();
  }

  /** Whether it begins with a layer of the base model, which is saved with that. */
  public boolean hasBase() {
    return linears.stream().anyMatch(linear -> linear.startsWith(BASE));
  }

  /** The configuration of AdapterHub's head; PEFT's files hold no names of labels. */
  public Map<String, @Nullable Object> config(int outputs) {
    int labels = kind == HeadKind.CHOICE ? Math.max(outputs, 2) : outputs;
    Map<String, @Nullable Object> config = new HashMap<>();
    Map<String, Integer> numbers = new TreeMap<>();
    for (int label = 0; label < labels; label++) {
      numbers.put("LABEL_" + label, label);
    }
    config.put("head_type", kind.headType());
    config.put(kind == HeadKind.CHOICE ? "num_choices" : "num_labels", labels);
    config.put("layers", linears.size());
    config.put("activation_function", activation);
    config.put("label2id", numbers);
    config.put("use_pooler", usesPooler);
    config.put("bias", hasBias);
    config.put("dropout_prob", null);
    if (kind == HeadKind.IMAGE) {
      config.put("multilabel", false);
    }
    return config;
  }

  /** The modules to save, as PEFT names them: by their first component. */
  public List<String> modules() {
    return linears.stream()
        .map(linear -> linear.replace(BASE, "").replaceFirst("\\..*", ""))
        .distinct()
        .toList();
  }
}
