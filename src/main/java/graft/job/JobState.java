package graft.job;

import java.time.Instant;

/** Where a job is, with what a job in this state has. */
public sealed interface JobState {
  JobStatus status();

  /** Waits for a free worker. */
  record Queued(Instant since) implements JobState {
    @Override
    public JobStatus status() {
      return JobStatus.QUEUED;
    }
  }

  /**
   * A worker holds it.
   *
   * @param heartbeat when the worker last wrote anything
   * @param isPausing whether the worker was asked to stop and has not answered yet
   */
  record Running(Instant since, Instant heartbeat, boolean isPausing) implements JobState {
    @Override
    public JobStatus status() {
      return JobStatus.RUNNING;
    }
  }

  /** Waits for somebody to resume it. */
  record Paused(Instant since) implements JobState {
    @Override
    public JobStatus status() {
      return JobStatus.PAUSED;
    }
  }

  record Succeeded(JobResult result, Instant at) implements JobState {
    @Override
    public JobStatus status() {
      return JobStatus.SUCCEEDED;
    }
  }

  record Failed(Failure failure, Instant at) implements JobState {
    @Override
    public JobStatus status() {
      return JobStatus.FAILED;
    }
  }

  record Cancelled(Instant at) implements JobState {
    @Override
    public JobStatus status() {
      return JobStatus.CANCELLED;
    }
  }
}
