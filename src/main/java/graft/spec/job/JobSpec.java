package graft.spec.job;

import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.adapter.AdapterConfig;
import java.util.Map;
import java.util.Optional;

/**
 * A fine-tuning job with nothing left to guess: the same spec on the same data and model gives the
 * same bytes. Attributes are those of {@link JobRequest}.
 */
public record JobSpec(
    String model,
    FileId trainingFile,
    Optional<FileId> validationFile,
    Optional<FileId> testFile,
    Optional<String> suffix,
    long seed,
    TaskSpec task,
    Map<String, String> columns,
    double validationSplit,
    AdapterConfig adapter,
    Optional<AdapterId> startFrom,
    SetupSpec setup,
    TrainingSpec training,
    EvaluationSpec evaluation,
    CheckpointSpec checkpoint,
    int priority,
    Map<String, String> metadata) {
  public JobSpec {
    columns = Map.copyOf(columns);
    metadata = Map.copyOf(metadata);
  }
}
