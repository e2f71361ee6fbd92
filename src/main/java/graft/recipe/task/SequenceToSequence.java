package graft.recipe.task;

import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;

/**
 * The task that is computed to the reference's numbers, but has no rows and answers yet: a text for
 * the decoder has no place in either.
 */
public final class SequenceToSequence {
  private SequenceToSequence() {}

  /**
   * Refuses it.
   *
   * @param pointer to where it was asked for
   * @throws GraftException {@link ErrorCode#INVALID_SPEC}
   */
  public static void refuse(TaskSpec task, String pointer) {
    if (task.type() == TaskType.SEQ2SEQ_LM) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              pointer,
              "unsupported_task",
              "seq2seq_lm is neither trained nor answered by this version; T5 and BART can be"
                  + " trained for classification, and their adapters be imported and exported"));
    }
  }
}
