package graft.api.job;

import graft.spec.Progress;
import java.util.Optional;

/**
 * How far a job is; before its first step only its place in the queue.
 *
 * @param loss of the step; null before the first
 * @param queuePosition 1 for the job that starts next; null once it runs
 */
record ProgressView(
    Optional<Integer> step,
    Optional<Integer> totalSteps,
    Optional<Double> epoch,
    Optional<Double> loss,
    Optional<Double> learningRate,
    Optional<Double> tokensPerSecond,
    Optional<Double> estimatedSecondsLeft,
    Optional<Integer> queuePosition) {
  static ProgressView of(Optional<Progress> progress, Optional<Integer> queuePosition) {
    return new ProgressView(
        progress.map(Progress::step),
        progress.map(Progress::totalSteps),
        progress.map(Progress::epoch),
        progress.map(Progress::loss).filter(Double::isFinite),
        progress.map(Progress::learningRate),
        progress.map(Progress::tokensPerSecond).filter(Double::isFinite),
        progress.map(Progress::estimatedSecondsLeft).filter(Double::isFinite),
        queuePosition);
  }
}
