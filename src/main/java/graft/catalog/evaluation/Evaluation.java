package graft.catalog.evaluation;

import graft.spec.AdapterId;
import graft.spec.EvaluationId;
import graft.spec.Fault;
import graft.spec.FileId;
import graft.spec.Owner;
import graft.spec.job.EvaluationReport;
import graft.spec.job.SetupSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An adapter's answers to the rows of a file, or what is to become them.
 *
 * @param columns the file's column of each field, where its name does not tell
 * @param report once it has succeeded
 * @param error once it has failed; its pointer is into the request
 * @param resultFile the answers row by row, once it has succeeded, where the task has any
 */
public record Evaluation(
    EvaluationId id,
    Owner owner,
    AdapterId adapter,
    String model,
    FileId file,
    Map<String, String> columns,
    SetupSpec setup,
    Status status,
    Optional<EvaluationReport> report,
    Optional<Fault> error,
    Optional<FileId> resultFile,
    Instant createdAt,
    Optional<Instant> finishedAt) {
  public Evaluation {
    columns = Map.copyOf(columns);
  }

  /** How far it is. */
  public enum Status {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED
  }
}
