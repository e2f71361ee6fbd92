package graft.train;

import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.TrainingSpec;

/**
 * What happens when, counted in optimizer steps. A step takes {@code accumulation} batches; the
 * last step of an epoch takes what is left, so that no step mixes two epochs.
 *
 * @param evaluateEvery steps between evaluations; there is always one after the last step
 */
record StepSchedule(int batchesPerEpoch, int accumulation, int totalSteps, int evaluateEvery) {
  StepSchedule {
    if (batchesPerEpoch < 1 || accumulation < 1 || totalSteps < 1 || evaluateEvery < 1) {
      throw new IllegalArgumentException(
          "expected at least one of each, found %d batches an epoch, %d batches a step, %d steps, an evaluation every %d"
              .formatted(batchesPerEpoch, accumulation, totalSteps, evaluateEvery));
    }
  }

  static StepSchedule of(TrainingSpec training, EvaluationSpec evaluation, int batchesPerEpoch) {
    int accumulation = training.gradientAccumulationSteps();
    int perEpoch = Math.ceilDiv(batchesPerEpoch, accumulation);
    int total =
        training.maxSteps().orElseGet(() -> Math.multiplyExact(training.passes(), perEpoch));
    return new StepSchedule(
        batchesPerEpoch, accumulation, total, evaluation.everySteps().orElse(perEpoch));
  }

  int stepsPerEpoch() {
    return Math.ceilDiv(batchesPerEpoch, accumulation);
  }

  /** The epoch of a step; both counted from 0. */
  int epoch(int step) {
    return step / stepsPerEpoch();
  }

  /** The step's first batch, inside its epoch. */
  int firstBatch(int step) {
    return step % stepsPerEpoch() * accumulation;
  }

  /** The batch after the step's last one, inside its epoch. */
  int endBatch(int step) {
    return Math.min(firstBatch(step) + accumulation, batchesPerEpoch);
  }

  /** The number of forward passes before the step. */
  long firstPass(int step) {
    return (long) epoch(step) * batchesPerEpoch + firstBatch(step);
  }

  /** Passes over the data after so many steps, as a fraction. */
  double epochsDone(int steps) {
    int whole = steps / stepsPerEpoch();
    return whole + (double) firstBatch(steps) / batchesPerEpoch;
  }

  boolean isEvaluationDue(int stepsDone) {
    return stepsDone == totalSteps || stepsDone % evaluateEvery == 0;
  }

  /** Evaluations still to come. */
  int evaluationsAfter(int stepsDone) {
    return Math.ceilDiv(totalSteps, evaluateEvery)
        - (stepsDone == totalSteps
            ? Math.ceilDiv(totalSteps, evaluateEvery)
            : stepsDone / evaluateEvery);
  }
}
