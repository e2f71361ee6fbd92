package graft.model.family;

import graft.spec.job.TaskType;
import java.util.List;

/** What decoders of texts have in common. */
final class Decoders {
  static final List<TaskType> TASKS =
      List.of(
          TaskType.CAUSAL_LM,
          TaskType.SEQUENCE_CLASSIFICATION,
          TaskType.MULTI_LABEL_CLASSIFICATION,
          TaskType.REGRESSION,
          TaskType.TOKEN_CLASSIFICATION,
          TaskType.QUESTION_ANSWERING);

  private Decoders() {}
}
