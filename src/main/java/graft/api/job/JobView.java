package graft.api.job;

import graft.job.Failure;
import graft.job.Job;
import graft.job.JobResult;
import graft.job.JobState;
import graft.job.JobStatus;
import graft.job.Placement;
import graft.job.WorkerId;
import graft.spec.AdapterId;
import graft.spec.Attribute;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.FileId;
import graft.spec.JobId;
import graft.spec.Progress;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.CheckpointSpec;
import graft.spec.job.JobSpec;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TrainingSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as clients see it: OpenAI's object, and beside it the whole request with nothing left to
 * guess, under the names that a request has, so that a job can be repeated from its own record.
 *
 * @param organizationId the job's owner
 * @param startFrom the adapter whose weights it starts with
 * @param metrics of the weights that were kept; until then the latest that were measured
 */
record JobView(
    JobId id,
    @Attribute(always = JobRecord.OBJECT) String object,
    String model,
    long createdAt,
    Optional<Long> startedAt,
    Optional<Long> finishedAt,
    Optional<Long> estimatedFinish,
    Optional<String> fineTunedModel,
    String organizationId,
    List<FileId> resultFiles,
    String status,
    FileId trainingFile,
    Optional<FileId> validationFile,
    Optional<FileId> testFile,
    EffectiveHyperparameters hyperparameters,
    MethodView method,
    Optional<Long> trainedTokens,
    Optional<ErrorView> error,
    Optional<String> userProvidedSuffix,
    Optional<String> suffix,
    long seed,
    List<String> integrations,
    Optional<Map<String, String>> metadata,
    Optional<String> usageMetrics,
    boolean sharedWithOpenai,
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
    ProgressView progress,
    Map<String, Double> metrics,
    Optional<AdapterId> adapterId,
    int attempts,
    Optional<WorkerId> worker,
    Optional<DeviceId> device,
    ReproducibilityView reproducibility) {

  /** What a job trains with, under OpenAI's names. */
  record EffectiveHyperparameters(int nEpochs, int batchSize, double learningRateMultiplier) {
    static EffectiveHyperparameters of(TrainingSpec training) {
      return new EffectiveHyperparameters(
          training.passes(), training.rowsOfBatch(), training.peakRate() / TrainingSpec.USUAL_RATE);
    }
  }

  /** OpenAI's place for the same. */
  record MethodView(String type, Supervised supervised) {
    record Supervised(EffectiveHyperparameters hyperparameters) {}
  }

  /** Why a job failed. */
  record ErrorView(String code, String message, Optional<String> param) {
    static ErrorView of(Failure failure) {
      boolean isOfFile =
          failure.code() == ErrorCode.INVALID_FILE
              && failure.param().filter(param -> param.endsWith("_file")).isPresent();
      return new ErrorView(
          isOfFile ? "invalid_training_file" : failure.code().wireName(),
          failure.message(),
          failure.param());
    }
  }

  /**
   * @param queuePosition of a queued job
   */
  static JobView of(Job job, Optional<Integer> queuePosition) {
    JobSpec spec = job.spec();
    Optional<JobResult> result =
        job.state() instanceof JobState.Succeeded succeeded
            ? Optional.of(succeeded.result())
            : Optional.empty();
    EffectiveHyperparameters effective = EffectiveHyperparameters.of(spec.training());
    return new JobView(
        job.id(),
        JobRecord.OBJECT,
        spec.model(),
        job.createdAt().getEpochSecond(),
        job.startedAt().map(Instant::getEpochSecond),
        finished(job.state()).map(Instant::getEpochSecond),
        estimatedFinish(job),
        result.map(JobResult::modelName),
        job.owner().value(),
        result.map(JobResult::resultFile).stream().toList(),
        status(job.state()).wireName(),
        spec.trainingFile(),
        spec.validationFile(),
        spec.testFile(),
        effective,
        new MethodView("supervised", new MethodView.Supervised(effective)),
        job.trainedTokens().filter(_ -> job.state().status().isTerminal()),
        job.state() instanceof JobState.Failed failed
            ? Optional.of(ErrorView.of(failed.failure()))
            : Optional.empty(),
        spec.suffix(),
        spec.suffix(),
        spec.seed(),
        List.of(),
        Optional.of(spec.metadata()).filter(pairs -> !pairs.isEmpty()),
        Optional.empty(),
        false,
        spec.task(),
        spec.columns(),
        spec.validationSplit(),
        spec.adapter(),
        spec.startFrom(),
        spec.setup(),
        spec.training(),
        spec.evaluation(),
        spec.checkpoint(),
        spec.priority(),
        ProgressView.of(job, queuePosition),
        job.metrics(),
        result.map(JobResult::adapter),
        job.attempts(),
        job.placement().map(Placement::worker),
        job.placement().map(Placement::device),
        ReproducibilityView.of(job.provenance()));
  }

  /** A job whose worker was asked to pause counts as paused: its client has asked once. */
  private static JobStatus status(JobState state) {
    return state instanceof JobState.Held held && held.isPausing()
        ? JobStatus.PAUSED
        : state.status();
  }

  private static Optional<Instant> finished(JobState state) {
    return switch (state) {
      case JobState.Succeeded succeeded -> Optional.of(succeeded.at());
      case JobState.Failed failed -> Optional.of(failed.at());
      case JobState.Cancelled cancelled -> Optional.of(cancelled.at());
      case JobState.Queued _, JobState.Held _, JobState.Paused _ -> Optional.empty();
    };
  }

  private static Optional<Long> estimatedFinish(Job job) {
    return job.state() instanceof JobState.Running running && !running.isPausing()
        ? job.progress()
            .map(Progress::estimatedSecondsLeft)
            .filter(Double::isFinite)
            .map(seconds -> running.heartbeat().getEpochSecond() + Math.round(seconds))
        : Optional.empty();
  }
}
