package graft.parity;

import graft.adapter.PublishedNames;
import graft.architecture.HeadKind;
import graft.architecture.NativeHead;
import graft.architecture.Registry;
import graft.head.Head;
import graft.head.Heads;
import graft.model.BaseModel;
import graft.spec.Activation;
import graft.spec.job.HeadSpec;
import graft.spec.job.HeadSpec.Pooling;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The heads of the cases: the library's flexible ones, and those of native task classes. */
final class ParityHeads {
  private ParityHeads() {}

  static Head create(ParityCase parity, BaseModel model, Parameters parameters) {
    String type = (String) parity.head().get("type");
    String count = type.equals("multiple_choice") ? "num_choices" : "num_labels";
    int labels = parity.head().get(count) instanceof Integer number ? number : 0;
    return Heads.create(task(type(type, labels), labels, parity), model, parameters);
  }

  /** Native classes have no named heads: their one linear layer stands at position 1. */
  static String publishedName(ParityCase parity, PublishedNames names, ParameterName name) {
    if (isFlexible(parity)) {
      return names.of(name);
    }
    if (isLanguageModel(parity)) {
      return names.of(name);
    }
    String type = (String) parity.head().get("type");
    Registry.Entry known = Registry.entry((String) parity.json().get("model_type"));
    HeadKind kind = HeadKind.ofHeadType(type).orElseThrow();
    NativeHead same =
        known.architecture().heads().stream()
            .filter(head -> head.kind() == kind && head.linears().size() == linears(parity, known))
            .findFirst()
            .orElseThrow();
    return same.names("", known.architecture().prefix()).get("heads.." + name.tensor());
  }

  /** The task of the head that a checkpoint came with. */
  static TaskSpec ofCheckpoint(ParityCase parity) {
    TaskType type = languageModel(parity);
    return type == TaskType.IMAGE_CLASSIFICATION
        ? new TaskSpec(type, List.of("LABEL_0", "LABEL_1", "LABEL_2"), Optional.empty())
        : new TaskSpec(type, List.of(), Optional.of(HeadSpec.CHECKPOINT));
  }

  /** What a checkpoint's own head does. */
  static TaskType languageModel(ParityCase parity) {
    return type((String) parity.head().get("type"), 0);
  }

  private static TaskType type(String type, int labels) {
    return switch (type) {
      case "classification" -> labels == 1 ? TaskType.REGRESSION : TaskType.SEQUENCE_CLASSIFICATION;
      case "multilabel_classification" -> TaskType.MULTI_LABEL_CLASSIFICATION;
      case "multiple_choice" -> TaskType.MULTIPLE_CHOICE;
      case "tagging" -> TaskType.TOKEN_CLASSIFICATION;
      case "question_answering" -> TaskType.QUESTION_ANSWERING;
      case "masked_lm" -> TaskType.MASKED_LM;
      case "causal_lm" -> TaskType.CAUSAL_LM;
      case "seq2seq_lm" -> TaskType.SEQ2SEQ_LM;
      case "image_classification" -> TaskType.IMAGE_CLASSIFICATION;
      default -> throw new AssertionError("no task for a head of type " + type);
    };
  }

  private static TaskSpec task(TaskType type, int labels, ParityCase parity) {
    List<String> names = IntStream.range(0, labels).mapToObj(i -> "LABEL_" + i).toList();
    return new TaskSpec(type, names, Optional.of(head(parity)));
  }

  private static HeadSpec head(ParityCase parity) {
    @Nullable Map<?, ?> config = (Map<?, ?>) parity.head().get("config");
    if (config == null) {
      boolean isPooled = parity.head().get("type").equals("classification");
      boolean isLanguage = isLanguageModel(parity);
      if (isLanguage && !parity.head().get("type").equals("masked_lm")) {
        return HeadSpec.CHECKPOINT;
      }
      return isLanguage
          ? HeadSpec.DEFAULTS
          : nativeHead(isPooled, parity, Registry.entry((String) parity.json().get("model_type")));
    }
    boolean isPooled = Boolean.TRUE.equals(config.get("use_pooler"));
    return new HeadSpec(
        Optional.of((Integer) config.get("layers")),
        Optional.ofNullable(config.get("activation_function")).map(Activation::read),
        isPooled ? Optional.of(Pooling.POOLER) : Optional.empty());
  }

  /** PEFT trains the last layer alone, AdapterHub all of a class's head. */
  private static int linears(ParityCase parity, Registry.Entry known) {
    return known.architecture().normsHeads() && parity.library().equals("adapters") ? 2 : 1;
  }

  /** Decoders look at the last token, without a bias; BERT's class at the pooler's vector. */
  private static HeadSpec nativeHead(
      boolean isOfSequence, ParityCase parity, Registry.Entry known) {
    if (known.architecture().normsHeads()) {
      return linears(parity, known) == 2
          ? HeadSpec.DEFAULTS
          : new HeadSpec(Optional.of(1), Optional.empty(), Optional.of(Pooling.POOLER));
    }
    boolean isOfLast = known.architecture().pooling() == Pooling.LAST;
    HeadSpec one =
        new HeadSpec(
            Optional.of(1),
            Optional.empty(),
            isOfSequence && !isOfLast ? Optional.of(Pooling.POOLER) : Optional.empty());
    return isOfSequence && isOfLast ? one.withoutBias() : one;
  }

  private static boolean isLanguageModel(ParityCase parity) {
    return ((String) parity.head().get("type")).endsWith("_lm");
  }

  static boolean isFlexible(ParityCase parity) {
    return parity.head().get("kind").equals("flexible");
  }
}
