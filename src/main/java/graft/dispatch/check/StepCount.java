package graft.dispatch.check;

import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.JobRequest;
import graft.spec.job.TrainingSpec;
import java.util.OptionalInt;

/**
 * How many optimizer steps a training has, as far as the number of its rows tells: of questions,
 * whose contexts may have several windows, conversations, and what is packed, only the tokens tell.
 *
 * @param training as it was chosen
 * @param rows of the training file
 * @param isOfRows whether each row becomes one sequence
 */
public record StepCount(JobRequest request, TrainingSpec training, long rows, boolean isOfRows) {
  private static final int MOST = 100_000_000;

  /** Of a pass over what the validation split leaves. */
  public OptionalInt ofEpoch() {
    if (!isOfRows) {
      return OptionalInt.empty();
    }
    long held = request.heldOut() == 0 ? 0 : Math.max(1, Math.round(rows * request.heldOut()));
    long batches = Math.ceilDiv(Math.max(1, rows - held), training.rowsOfBatch());
    long steps = Math.ceilDiv(batches, training.gradientAccumulationSteps());
    return OptionalInt.of(Math.clamp(steps, 1, EvaluationSpec.MOST_STEPS));
  }

  /** Of the whole training; fewer where rows turn out to teach nothing. */
  public OptionalInt ofAll() {
    if (training.maxSteps().isPresent()) {
      return OptionalInt.of(training.maxSteps().get());
    }
    OptionalInt steps = ofEpoch();
    return steps.isEmpty()
        ? steps
        : OptionalInt.of(Math.clamp((long) steps.getAsInt() * training.passes(), 1, MOST));
  }
}
