package graft.format.exchange.head;

import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The head of a native task class, with the head of AdapterHub that computes the same.
 *
 * @param modelTypes the architectures whose classes have it
 * @param linears its linear layers from first to last; one that begins with {@value #BASE} is the
 *     base model's
 * @param activation between them
 * @param usesPooler whether AdapterHub's head begins with the base model's own pooler
 */
public record NativeHead(
    Set<String> modelTypes,
    HeadKind kind,
    List<String> linears,
    String activation,
    boolean usesPooler) {
  private static final String BASE = "@";
  private static final String TANH = "tanh";
  private static final Set<String> ENCODERS =
      Set.of("bert", "roberta", "xlm-roberta", "distilbert");

  /** BERT's pooler is a linear layer with tanh on the first token: half of AdapterHub's head. */
  private static final List<NativeHead> ALL =
      List.of(
          new NativeHead(
              Set.of("bert"),
              HeadKind.SEQUENCE,
              List.of(BASE + "pooler.dense", "classifier"),
              TANH,
              false),
          new NativeHead(Set.of("bert"), HeadKind.SEQUENCE, List.of("classifier"), TANH, true),
          new NativeHead(
              Set.of("roberta", "xlm-roberta"),
              HeadKind.SEQUENCE,
              List.of("classifier.dense", "classifier.out_proj"),
              TANH,
              false),
          new NativeHead(
              Set.of("distilbert"),
              HeadKind.SEQUENCE,
              List.of("pre_classifier", "classifier"),
              "relu",
              false),
          new NativeHead(
              Set.of("bert", "roberta", "xlm-roberta"),
              HeadKind.CHOICE,
              List.of("classifier"),
              TANH,
              true),
          new NativeHead(
              Set.of("distilbert"),
              HeadKind.CHOICE,
              List.of("pre_classifier", "classifier"),
              "relu",
              false),
          new NativeHead(ENCODERS, HeadKind.TOKENS, List.of("classifier"), TANH, false),
          new NativeHead(ENCODERS, HeadKind.SPAN, List.of("qa_outputs"), TANH, false));

  /** The native head that computes what a head of AdapterHub does. */
  public static Optional<NativeHead> like(String modelType, Map<String, @Nullable Object> config) {
    return ALL.stream()
        .filter(head -> head.modelTypes.contains(modelType) && head.isLike(config))
        .findFirst();
  }

  /** The native head of a task whose modules are exactly those of these tensors. */
  public static Optional<NativeHead> of(
      String modelType, HeadKind kind, String prefix, Set<String> tensors) {
    return ALL.stream()
        .filter(head -> head.modelTypes.contains(modelType) && head.kind == kind)
        .filter(head -> Set.copyOf(head.names("", prefix).values()).equals(tensors))
        .findFirst();
  }

  private boolean isLike(Map<String, @Nullable Object> config) {
    boolean hasActivation =
        linears.size() == 1 || activation.equals(config.get("activation_function"));
    return HeadKind.ofHeadType(config.get("head_type")).equals(Optional.of(kind))
        && Integer.valueOf(linears.size()).equals(config.get("layers"))
        && hasActivation
        && usesPooler == Boolean.TRUE.equals(config.get("use_pooler"))
        && !Boolean.FALSE.equals(config.get("bias"));
  }

  /**
   * The names of the native class's tensors by those of AdapterHub's head, whose linear layers
   * stand between dropouts and activations: 1, 4, 7 …
   */
  public SortedMap<String, String> names(String head, String prefix) {
    SortedMap<String, String> names = new TreeMap<>();
    for (int linear = 0; linear < linears.size(); linear++) {
      String module = linears.get(linear).replace(BASE, prefix);
      for (String part : List.of("weight", "bias")) {
        names.put("heads.%s.%d.%s".formatted(head, 3 * linear + 1, part), module + "." + part);
      }
    }
    return names;
  }

  /** Whether it begins with a layer of the base model, which is saved with that. */
  boolean hasBase() {
    return linears.stream().anyMatch(linear -> linear.startsWith(BASE));
  }

  /** The tensors of the native class under the names of AdapterHub's head. */
  public SortedMap<String, Tensor> moved(Map<String, Tensor> stored, String head, String prefix) {
    SortedMap<String, Tensor> moved = new TreeMap<>();
    names(head, prefix)
        .forEach((to, from) -> {
          Tensor tensor = stored.get(from);
          if (tensor == null) {
            throw FormatRefusal.of("the head has no tensor " + from);
          }
          moved.put(to, tensor.named(to));
        });
    return moved;
  }

  /** How many logits a head of AdapterHub has: rows of its last matrix. */
  public static int outputs(Map<String, Tensor> head) {
    Tensor last = new TreeMap<>(head).lastEntry().getValue();
    if (last.shape().length != 2) {
      throw new GraftException(
          ErrorCode.INVALID_ADAPTER, "tensor " + last + " of the head is not a matrix");
    }
    return Math.toIntExact(last.shape()[0]);
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
    config.put("bias", true);
    config.put("dropout_prob", null);
    return config;
  }

  /** The modules of all heads of a task, as PEFT names them. */
  public static Set<String> modules(String modelType, HeadKind kind) {
    return ALL.stream()
        .filter(head -> head.modelTypes.contains(modelType) && head.kind == kind)
        .flatMap(head -> head.modules().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The modules to save, as PEFT names them: by their first component. */
  public List<String> modules() {
    return linears.stream()
        .map(linear -> linear.replace(BASE, "").replaceFirst("\\..*", ""))
        .distinct()
        .toList();
  }
}
