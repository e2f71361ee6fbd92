package graft.api.job;

import graft.job.Job;
import graft.job.JobState;
import graft.spec.Progress;
import java.util.Optional;

/**
 * How far a job is; before its first step only its place in the queue.
 *
 * @param loss of the step; null before the first
 * @param estimatedSecondsLeft of a running job; 0 once it has ended
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
  static ProgressView of(Job job, Optional<Integer> queuePosition) {
    Optional<Progress> progress = job.progress();
    return new ProgressView(
        progress.map(Progress::step),
        progress.map(Progress::totalSteps),
        progress.map(Progress::epoch),
        progress.map(Progress::loss).filter(Double::isFinite),
        progress.map(Progress::learningRate),
        progress.map(Progress::tokensPerSecond).filter(Double::isFinite),
        secondsLeft(job),
        queuePosition);
  }

  /** Nothing is left of a job that has ended, and nobody knows of one that waits. */
  private static Optional<Double> secondsLeft(Job job) {
    return switch (job.state()) {
      case JobState.Running running when !running.isPausing() ->
          job.progress().map(Progress::estimatedSecondsLeft).filter(Double::isFinite);
      case JobState.Queued _, JobState.Held _, JobState.Paused _ -> Optional.empty();
      case JobState.Succeeded _, JobState.Failed _, JobState.Cancelled _ -> Optional.of(0.0);
    };
  }
}
