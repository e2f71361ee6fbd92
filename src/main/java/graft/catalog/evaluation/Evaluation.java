package graft.catalog.evaluation;

import graft.spec.AdapterId;
import graft.spec.EvaluationId;
import graft.spec.FileId;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.job.HeldOut;
import graft.spec.job.SetupSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An adapter's answers to the rows of a file, or what is to become them.
 *
 * @param columns the file's column of each field, where its name does not tell
 * @param origin of one that was left by the job that trained the adapter
 * @param startedAt of the run that is under way, or that ended
 * @param progress of that run, once the rows are read
 */
public record Evaluation(
    EvaluationId id,
    Owner owner,
    AdapterId adapter,
    String model,
    FileId file,
    Map<String, String> columns,
    SetupSpec setup,
    Optional<Origin> origin,
    EvaluationState state,
    Optional<Instant> startedAt,
    Optional<RowProgress> progress,
    Instant createdAt) {
  public Evaluation {
    columns = Map.copyOf(columns);
  }

  /**
   * What a job measured by itself.
   *
   * @param job empty once it is deleted
   */
  public record Origin(Optional<JobId> job, HeldOut rows) {}

  /** The answers row by row, if there is a file of them. */
  public Optional<FileId> resultFile() {
    return state instanceof EvaluationState.Succeeded succeeded
        ? succeeded.resultFile()
        : Optional.empty();
  }
}
