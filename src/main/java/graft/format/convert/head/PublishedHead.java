package graft.format.convert.head;

import graft.architecture.Architecture;
import graft.format.FileContext;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.SavedPart;
import graft.format.convert.Known;
import graft.format.model.ModelDirectory;
import graft.spec.Activation;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.job.HeadSpec;
import graft.spec.job.HeadSpec.Pooling;
import graft.spec.job.TaskDefinition.Target;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A saved head as the task that it answers, its tensors under AdapterHub's names.
 *
 * <p>The head of a native task class is brought to the form that AdapterHub gives it. A head's
 * {@code dropout_prob}, which only acts in training, is the base model's here.
 *
 * @param tensors by name: {@code heads.NAME.1.weight}
 */
public record PublishedHead(TaskSpec task, SortedMap<String, Tensor> tensors) {
  /** {@code heads.NAME.3.weight}. */
  private static final Pattern PLACE = Pattern.compile("(heads\\..+\\.)(\\d{1,4})(\\.\\w+)");

  public PublishedHead {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
  }

  /**
   * Reads a head.
   *
   * @param name the head's name in its tensors from now on
   * @param prefix of the base model: {@code bert.}
   * @param model the base model
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} with the attribute that does not fit,
   *     or {@link ErrorCode#FORMAT_NOT_SUPPORTED} if there is no such head here
   */
  public static PublishedHead of(SavedPart head, String name, String prefix, ModelDirectory model) {
    SavedPart flexible = NativeForm.flexible(head, name, prefix, model);
    return library(
        flexible.envelope().config().orElseThrow(),
        flexible.tensors(),
        Known.architecture(model.modelType()));
  }

  private static PublishedHead library(
      Map<String, @Nullable Object> config, SortedMap<String, Tensor> tensors, Architecture known) {
    TaskType type = type(config);
    int layers = size(config, "layers");
    Activation activation = activation(config, layers);
    HeadSpec biased = new HeadSpec(Optional.of(layers), Optional.of(activation), Optional.empty());
    HeadSpec shape =
        Boolean.FALSE.equals(config.get("bias")) && !isLanguageModel(type)
            ? biased.withoutBias()
            : biased;
    TaskSpec task = new TaskSpec(type, labels(type, config), Optional.of(shape));
    boolean pools =
        (task.readsOneVector() || known.poolsTokens())
            && Boolean.TRUE.equals(config.get("use_pooler"));
    boolean isDense = config.get("activation_function") == null && layers > 1;
    return new PublishedHead(
        pools ? pooled(task, shape) : task, isDense ? spread(tensors) : tensors);
  }

  /** Whose bias follows from its depth. */
  private static boolean isLanguageModel(TaskType type) {
    return type.target() == Target.TOKENS;
  }

  /** A head of every position has no use for most poolers, whatever its file says. */
  private static TaskSpec pooled(TaskSpec task, HeadSpec shape) {
    HeadSpec pooled =
        new HeadSpec(
            shape.layers(),
            shape.activationFunction(),
            Optional.of(Pooling.POOLER),
            shape.inverse(),
            shape.bias(),
            false);
    return new TaskSpec(task.type(), task.labels(), Optional.of(pooled));
  }

  /** Without activations the linear layers stand at 1, 3, 5 …; with the identity at 1, 4, 7 …. */
  private static SortedMap<String, Tensor> spread(SortedMap<String, Tensor> tensors) {
    SortedMap<String, Tensor> spread = new TreeMap<>();
    for (Tensor tensor : tensors.values()) {
      Matcher place = PLACE.matcher(tensor.name());
      String name =
          place.matches()
              ? place.group(1) + (3 * (Integer.parseInt(place.group(2)) / 2) + 1) + place.group(3)
              : tensor.name();
      spread.put(name, tensor.named(name));
    }
    return spread;
  }

  private static TaskType type(Map<String, @Nullable Object> config) {
    String type = String.valueOf(config.get("head_type"));
    return switch (type) {
      case "classification" ->
          size(config, "num_labels") == 1 ? TaskType.REGRESSION : TaskType.SEQUENCE_CLASSIFICATION;
      case "multilabel_classification" -> TaskType.MULTI_LABEL_CLASSIFICATION;
      case "multiple_choice" -> TaskType.MULTIPLE_CHOICE;
      case "tagging" -> TaskType.TOKEN_CLASSIFICATION;
      case "question_answering" -> TaskType.QUESTION_ANSWERING;
      case "masked_lm" -> TaskType.MASKED_LM;
      case "causal_lm" -> TaskType.CAUSAL_LM;
      case "seq2seq_lm" -> TaskType.SEQ2SEQ_LM;
      case "image_classification" -> ofPictures(config);
      default -> throw refusal("head_type is %s: no task has such a head".formatted(type));
    };
  }

  /** One of several labels; numbers and sets of labels for pictures are no task here. */
  private static TaskType ofPictures(Map<String, @Nullable Object> config) {
    if (Boolean.TRUE.equals(config.get("multilabel"))) {
      throw refusal("multilabel is true: no task gives a picture several labels");
    }
    if (size(config, "num_labels") == 1) {
      throw refusal("num_labels is 1: no task gives a picture a number");
    }
    return TaskType.IMAGE_CLASSIFICATION;
  }

  /** Nobody applies one behind a single layer; a null means that there is none between several. */
  private static Activation activation(Map<String, @Nullable Object> config, int layers) {
    Object name = config.get("activation_function");
    if (name == null) {
      return layers > 1 ? Activation.LINEAR : Activation.TANH;
    }
    try {
      return Activation.read(name);
    } catch (IllegalArgumentException e) {
      throw new GraftException(
          ErrorCode.INVALID_ADAPTER,
          "head_config.json: activation_function must be " + e.getMessage(),
          e);
    }
  }

  /** The names of the classes in the order of their numbers; the library's own without any. */
  private static List<String> labels(TaskType type, Map<String, @Nullable Object> config) {
    return switch (type.target()) {
      case CLASS, CLASSES, TAGS -> {
        int count = size(config, type == TaskType.MULTIPLE_CHOICE ? "num_choices" : "num_labels");
        yield config.get("label2id") instanceof Map<?, ?> numbers && !numbers.isEmpty()
            ? named(numbers, count)
            : IntStream.range(0, count).mapToObj(label -> "LABEL_" + label).toList();
      }
      case SCORE, SPAN, TOKENS -> List.of();
    };
  }

  private static List<String> named(Map<?, ?> numbers, int count) {
    SortedMap<Integer, String> byNumber = new TreeMap<>();
    numbers.forEach((label, number) -> {
      if (number instanceof Integer index && index >= 0 && index < count) {
        byNumber.put(index, label.toString());
      }
    });
    if (byNumber.size() != count || numbers.size() != count) {
      throw broken(
          "label2id must give each number below %d to one label, not %s"
              .formatted(count, FileContext.printable(numbers.toString())));
    }
    return new ArrayList<>(byNumber.values());
  }

  private static int size(Map<String, @Nullable Object> config, String key) {
    Object value = config.get(key);
    if (value instanceof Integer size && size >= 1 && size <= 1_000_000) {
      return size;
    }
    throw broken(
        "%s must be a whole number from 1 on, not %s"
            .formatted(key, FileContext.printable(String.valueOf(value))));
  }

  private static GraftException broken(String fact) {
    return new GraftException(ErrorCode.INVALID_ADAPTER, "head_config.json: " + fact);
  }

  private static GraftException refusal(String fact) {
    return FormatRefusal.of("head_config.json: " + FileContext.printable(fact));
  }
}
