package graft.train;

import graft.spec.job.TrainingSpec;
import graft.spec.job.TrainingSpec.Schedule;

/**
 * The learning rate of each step: linear warm-up from 0, then the schedule, by the formulas of
 * Hugging Face transformers' {@code get_{constant,linear,cosine}_schedule_with_warmup}.
 *
 * @param peak rate at the end of the warm-up
 */
public record LearningRate(Schedule schedule, double peak, int warmupSteps, int totalSteps) {
  /** As transformers' trainer does, a broken warm-up step counts as a whole one. */
  static LearningRate of(TrainingSpec training, int totalSteps) {
    return new LearningRate(
        training.lrScheduler(),
        training.peakRate(),
        (int) Math.ceil(totalSteps * training.warmupRatio()),
        totalSteps);
  }

  /** The rate of a step, counted from 0. */
  public double at(int step) {
    if (step < warmupSteps) {
      return peak * step / warmupSteps;
    }
    double done = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
    return switch (schedule) {
      case CONSTANT -> peak;
      case LINEAR -> peak * Math.max(0, 1 - done);
      case COSINE -> peak * Math.max(0, (1 + Math.cos(Math.PI * done)) / 2);
    };
  }
}
