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

  /** A worker has it. */
  sealed interface Held extends JobState {
    Instant since();

    /** When the worker last wrote anything. */
    Instant heartbeat();

    /** Whether the worker was asked to stop and has not answered yet. */
    boolean isPausing();
  }

  /** A worker reads and checks its files, before the first step. */
  record ValidatingFiles(Instant since, Instant heartbeat, boolean isPausing) implements Held {
    @Override
    public JobStatus status() {
      return JobStatus.VALIDATING_FILES;
    }
  }

  /** A worker trains. */
  record Running(Instant since, Instant heartbeat, boolean isPausing) implements Held {
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
