package graft.train;

import graft.spec.evaluation.AnswerSample;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.evaluation.EvaluationSpec.Keep;
import graft.spec.job.TrainingSpec;
import java.util.Optional;

/** Plans that differ from the defaults in what the tests are about. */
final class Plans {
  static final long SEED = 17;

  private Plans() {}

  static TrainingPlan of(int steps, int accumulation, EvaluationSpec evaluation) {
    return new TrainingPlan(training(Optional.of(steps), 1, accumulation), evaluation, SEED);
  }

  static TrainingPlan of(int steps) {
    return of(steps, 1, EvaluationSpec.DEFAULTS);
  }

  static EvaluationSpec every(int steps, Optional<Integer> patience, Keep keep) {
    return new EvaluationSpec(
        Optional.of(steps), Optional.empty(), patience, keep, AnswerSample.NONE);
  }

  static TrainingSpec training(Optional<Integer> steps, int epochs, int accumulation) {
    TrainingSpec some = TrainingSpec.DEFAULTS;
    return new TrainingSpec(
        Optional.of(epochs),
        steps,
        some.batchSize(),
        accumulation,
        Optional.of(0.05),
        some.optimizer(),
        some.weightDecay(),
        some.lrScheduler(),
        0.1,
        some.maxGradNorm(),
        some.maxLength(),
        some.docStride(),
        some.precision(),
        some.shuffle(),
        some.groupByLength(),
        some.dropout(),
        some.labelSmoothing(),
        some.gradientCheckpointing(),
        some.packing(),
        some.loraplusLrRatio(),
        some.adapterDrop());
  }
}
