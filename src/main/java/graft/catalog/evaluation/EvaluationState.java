package graft.catalog.evaluation;

import graft.spec.Fault;
import graft.spec.FileId;
import graft.spec.job.EvaluationReport;
import java.time.Instant;
import java.util.Optional;

/** Where an evaluation stands. */
public sealed interface EvaluationState {
  /** The name of the state. */
  enum Status {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED
  }

  Status status();

  /** When it ended, if it has. */
  Optional<Instant> finishedAt();

  /** It waits for a node. */
  record Queued() implements EvaluationState {
    @Override
    public Status status() {
      return Status.QUEUED;
    }

    @Override
    public Optional<Instant> finishedAt() {
      return Optional.empty();
    }
  }

  /**
   * A node runs it.
   *
   * @param heardAt when that node last spoke up
   */
  record Running(Instant heardAt) implements EvaluationState {
    @Override
    public Status status() {
      return Status.RUNNING;
    }

    @Override
    public Optional<Instant> finishedAt() {
      return Optional.empty();
    }
  }

  /**
   * It is done.
   *
   * @param resultFile the answers row by row, where the task has any
   */
  record Succeeded(EvaluationReport report, Optional<FileId> resultFile, Instant at)
      implements EvaluationState {
    @Override
    public Status status() {
      return Status.SUCCEEDED;
    }

    @Override
    public Optional<Instant> finishedAt() {
      return Optional.of(at);
    }
  }

  /**
   * It cannot be done.
   *
   * @param error its pointer is into the request
   */
  record Failed(Fault error, Instant at) implements EvaluationState {
    @Override
    public Status status() {
      return Status.FAILED;
    }

    @Override
    public Optional<Instant> finishedAt() {
      return Optional.of(at);
    }
  }
}
