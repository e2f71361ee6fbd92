package graft.model.family;

import graft.spec.job.TaskType;
import java.util.List;

/** What decoders behind an encoder of texts have in common. */
final class EncoderDecoders {
  static final List<TaskType> TASKS =
      List.of(
          TaskType.SEQ2SEQ_LM,
          TaskType.SEQUENCE_CLASSIFICATION,
          TaskType.MULTI_LABEL_CLASSIFICATION,
          TaskType.REGRESSION,
          TaskType.QUESTION_ANSWERING);

  private EncoderDecoders() {}
}
