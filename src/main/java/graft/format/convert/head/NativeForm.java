package graft.format.convert.head;

import graft.architecture.HeadKind;
import graft.architecture.LmHead;
import graft.architecture.NativeHead;
import graft.format.FileContext;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.SavedPart;
import graft.format.convert.Known;
import graft.format.model.ModelDirectory;
import graft.spec.GraftException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A head as a model of a native task class saves it beside an adapter: without a name and a
 * configuration, its tensors under the names that the class has for them.
 */
public final class NativeForm {
  /** What every class counts as its labels unless it is told otherwise. */
  private static final Map<String, Integer> USUAL_LABELS = Map.of("LABEL_0", 0, "LABEL_1", 1);

  private static final int FEWEST_CHOICES = 2;

  private NativeForm() {}

  /**
   * A flexible head in the form of a class; empty if the class has no such head, or one that says
   * less: no class tells several labels from one of several in the files of its head.
   *
   * @param prefix of the base model: {@code bert.}
   */
  public static Optional<SavedPart> of(SavedPart head, String modelClass, String prefix) {
    Map<String, @Nullable Object> config = head.envelope().config().orElseThrow();
    String type = head.envelope().modelType();
    if (isMaskedLm(modelClass)) {
      return MaskedLmHead.names(type)
          .filter(_ -> MaskedLmHead.isLike(config))
          .map(names -> ofVocabulary(head, modelClass, names));
    }
    return Known.architecture(type)
        .headLike(config)
        .filter(same -> modelClass.endsWith(same.kind().nativeClass()))
        .filter(same -> same.kind().headType().equals(config.get("head_type")))
        .filter(same -> !same.hasBase())
        .map(same -> ofLabels(head, modelClass, same.names(name(head), prefix)));
  }

  private static SavedPart ofVocabulary(SavedPart head, String modelClass, LmHead names) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    names
        .places()
        .forEach(
            (place, all) -> all.forEach(to -> put(head, place(name(head), place), to, tensors)));
    return part(head.envelope(), modelClass, 2, USUAL_LABELS, tensors);
  }

  private static SavedPart ofLabels(
      SavedPart head, String modelClass, SortedMap<String, String> names) {
    Map<String, @Nullable Object> config = head.envelope().config().orElseThrow();
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    names.forEach((from, to) -> put(head, from, to, tensors));
    Object outputs = config.getOrDefault("num_labels", config.get("num_choices"));
    return part(head.envelope(), modelClass, outputs, config.get("label2id"), tensors);
  }

  private static SavedPart part(
      AdapterConfigFile said,
      String modelClass,
      @Nullable Object labels,
      @Nullable Object numbers,
      SortedMap<String, Tensor> tensors) {
    Map<String, @Nullable Object> more = new TreeMap<>();
    more.put("num_labels", labels);
    more.put("label2id", numbers);
    return new SavedPart(
        new AdapterConfigFile(
            Optional.empty(),
            Optional.empty(),
            said.modelType(),
            modelClass,
            said.modelName(),
            said.hiddenSize(),
            said.version(),
            more),
        tensors);
  }

  private static void put(
      SavedPart head, String from, String to, SortedMap<String, Tensor> tensors) {
    Tensor tensor = head.tensors().get(from);
    if (tensor == null) {
      throw FormatRefusal.of("the head has no tensor " + from);
    }
    tensors.put(to, tensor.named(to));
  }

  /** Whether the head is in the form of a native class. */
  public static boolean isOf(AdapterConfigFile head) {
    return head.config().isEmpty();
  }

  /**
   * The tensors of a head under AdapterHub's names for a flexible one.
   *
   * @param name the head's name in its tensors
   * @throws GraftException {@code FORMAT_NOT_SUPPORTED} if the class or its tensors are not known
   */
  public static SortedMap<String, Tensor> flexible(SavedPart head, String name, String prefix) {
    if (!isOf(head.envelope())) {
      return head.named(name).tensors();
    }
    return isMaskedLm(head.envelope().modelClass())
        ? vocabulary(head, name)
        : HeadTensors.flexible(labels(head), head.tensors(), name, prefix);
  }

  /**
   * A head as AdapterHub's flexible one that computes the same.
   *
   * @param model the base model, whose configuration says what a class applies
   * @throws GraftException {@code FORMAT_NOT_SUPPORTED} if the class or its tensors are not known
   */
  static SavedPart flexible(SavedPart head, String name, String prefix, ModelDirectory model) {
    SortedMap<String, Tensor> tensors = flexible(head, name, prefix);
    AdapterConfigFile said = head.envelope();
    if (!isOf(said)) {
      return head.named(name);
    }
    Map<String, @Nullable Object> config =
        isMaskedLm(said.modelClass())
            ? MaskedLmHead.of(model).config()
            : config(labels(head), said, tensors);
    AdapterConfigFile envelope =
        AdapterConfigFile.of(
            name,
            config,
            said.modelType(),
            said.modelClass(),
            said.modelName(),
            said.hiddenSize().orElse(0));
    return new SavedPart(envelope, tensors);
  }

  private static Map<String, @Nullable Object> config(
      NativeHead same, AdapterConfigFile said, SortedMap<String, Tensor> tensors) {
    Map<String, @Nullable Object> config =
        same.config(same.kind() == HeadKind.CHOICE ? choices(said) : HeadTensors.outputs(tensors));
    if (said.more().get("label2id") instanceof Map<?, ?> labels && !labels.isEmpty()) {
      config.put("label2id", labels);
    }
    return config;
  }

  /** Such a head scores each choice alone; how many there were, its file says at best by labels. */
  private static int choices(AdapterConfigFile said) {
    return said.more().get("label2id") instanceof Map<?, ?> labels && labels.size() > 1
        ? labels.size()
        : FEWEST_CHOICES;
  }

  private static NativeHead labels(SavedPart head) {
    AdapterConfigFile said = head.envelope();
    return HeadKind.ofClass(said.modelClass())
        .flatMap(kind -> Known.architecture(said.modelType()).headOf(kind, head.tensors().keySet()))
        .orElseThrow(() -> unknown(said, head.tensors().keySet()));
  }

  /** A class has its bias twice, and shares the projection's weight with the word embeddings. */
  private static SortedMap<String, Tensor> vocabulary(SavedPart head, String name) {
    AdapterConfigFile said = head.envelope();
    LmHead names =
        MaskedLmHead.names(said.modelType())
            .orElseThrow(() -> unknown(said, head.tensors().keySet()));
    Map<String, Tensor> left = new TreeMap<>(head.tensors());
    SortedMap<String, Tensor> moved = new TreeMap<>();
    names
        .places()
        .forEach((place, all) -> {
          String to = place(name, place);
          all.stream()
              .map(left::remove)
              .filter(tensor -> tensor != null)
              .forEach(tensor -> moved.putIfAbsent(to, tensor.named(to)));
        });
    if (!left.isEmpty()) {
      throw unknown(said, left.keySet());
    }
    return moved;
  }

  private static String place(String head, String place) {
    return "heads.%s.%s".formatted(head, place);
  }

  private static String name(SavedPart head) {
    return head.envelope().name().orElse("");
  }

  private static boolean isMaskedLm(String modelClass) {
    return MaskedLmHead.isClass(modelClass);
  }

  private static GraftException unknown(AdapterConfigFile said, Set<String> tensors) {
    return FormatRefusal.of(
        "head_config.json: "
            + FileContext.printable(
                "model_class is %s, whose head of the tensors %s is not known here"
                    .formatted(said.modelClass(), tensors)));
  }
}
