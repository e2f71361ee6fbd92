package graft.parity;

import graft.adapter.PublishedNames;
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
    boolean isAnswer = parity.head().get("type").equals("question_answering");
    return name.tensor().replace("1.", isAnswer ? "qa_outputs." : "classifier.");
  }

  private static TaskType type(String type, int labels) {
    return switch (type) {
      case "classification" -> labels == 1 ? TaskType.REGRESSION : TaskType.SEQUENCE_CLASSIFICATION;
      case "multilabel_classification" -> TaskType.MULTI_LABEL_CLASSIFICATION;
      case "multiple_choice" -> TaskType.MULTIPLE_CHOICE;
      case "tagging" -> TaskType.TOKEN_CLASSIFICATION;
      case "question_answering" -> TaskType.QUESTION_ANSWERING;
      case "masked_lm" -> TaskType.MASKED_LM;
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
      boolean isLanguage = parity.head().get("type").equals("masked_lm");
      return new HeadSpec(
          isLanguage ? Optional.empty() : Optional.of(1),
          Optional.empty(),
          isPooled ? Optional.of(Pooling.POOLER) : Optional.empty());
    }
    boolean isPooled = Boolean.TRUE.equals(config.get("use_pooler"));
    return new HeadSpec(
        Optional.of((Integer) config.get("layers")),
        Optional.of(Activation.read(config.get("activation_function"))),
        Optional.of(isPooled ? Pooling.POOLER : Pooling.FIRST));
  }

  static boolean isFlexible(ParityCase parity) {
    return parity.head().get("kind").equals("flexible");
  }
}
