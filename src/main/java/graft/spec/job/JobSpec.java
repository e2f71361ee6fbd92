package graft.spec.job;

import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
    // Sorted, since what is written of a job must be the same in every process.
    columns = Collections.unmodifiableMap(new TreeMap<>(columns));
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }
}
