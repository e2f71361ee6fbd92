package graft.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A job that came into another state. Published as an event of the application on the node that
 * wrote it, once it is committed; listeners must be quick, and cannot undo it.
 *
 * @param before empty for a new job
 */
public record JobChange(Optional<Job> before, Job after) {
  /** The state that it left, by name; empty for a new job. */
  public Optional<JobStatus> from() {
    return before.map(job -> job.state().status());
  }

  public JobStatus to() {
    return after.state().status();
  }

  /** How long it was in the state that it left; zero for a new job. */
  public Duration stay() {
    return before
        .map(job -> Duration.between(since(job.state()), since(after.state())))
        .filter(stay -> !stay.isNegative())
        .orElse(Duration.ZERO);
  }

  /** Whether a worker had it, and has it no longer. */
  public boolean leavesWorker() {
    return from().filter(JobStatus::isHeld).isPresent() && !to().isHeld();
  }

  /** Whether its worker gave it back in order, so that the attempt does not count. */
  public boolean isGivenBack() {
    return leavesWorker() && before.orElseThrow().attempts() > after.attempts();
  }

  private static Instant since(JobState state) {
    return switch (state) {
      case JobState.Queued queued -> queued.since();
      case JobState.Held held -> held.since();
      case JobState.Paused paused -> paused.since();
      case JobState.Succeeded succeeded -> succeeded.at();
      case JobState.Failed failed -> failed.at();
      case JobState.Cancelled cancelled -> cancelled.at();
    };
  }
}
