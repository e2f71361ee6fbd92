package graft.model.family;

import graft.spec.job.TaskType;
import java.util.Set;

/** What encoders of texts have in common. */
final class Encoders {
  static final Set<TaskType> TASKS =
      Set.of(
          TaskType.SEQUENCE_CLASSIFICATION,
          TaskType.MULTI_LABEL_CLASSIFICATION,
          TaskType.REGRESSION,
          TaskType.MULTIPLE_CHOICE,
          TaskType.TOKEN_CLASSIFICATION,
          TaskType.QUESTION_ANSWERING,
          TaskType.MASKED_LM);

  private Encoders() {}
}
