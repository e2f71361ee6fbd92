package graft.model.family;

import graft.spec.job.TaskType;
import java.util.List;

/** What encoders of texts have in common. */
final class Encoders {
  static final List<TaskType> TASKS =
      List.of(
          TaskType.SEQUENCE_CLASSIFICATION,
          TaskType.MULTIPLE_CHOICE,
          TaskType.MULTI_LABEL_CLASSIFICATION,
          TaskType.REGRESSION,
          TaskType.TOKEN_CLASSIFICATION,
          TaskType.QUESTION_ANSWERING,
          TaskType.MASKED_LM);

  private Encoders() {}
}
