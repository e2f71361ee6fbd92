package graft.api;

import graft.job.Failure;
import graft.job.Job;
import graft.job.JobResult;
import graft.job.JobState;
import graft.spec.Codec;
import graft.spec.Progress;
import graft.spec.job.JobSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning job as clients see it: OpenAI's object, and the fully resolved request beside it.
 */
final class JobView {
  private JobView() {}

  static Map<String, @Nullable Object> of(Job job, Optional<Integer> queuePosition) {
    JobSpec spec = job.spec();
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("object", "fine_tuning.job");
    view.put("id", job.id().value());
    view.put("created_at", job.createdAt().getEpochSecond());
    view.put("finished_at", finishedAt(job.state()).map(Instant::getEpochSecond).orElse(null));
    view.put("status", job.state().status().wireName());
    view.put("error", error(job.state()));
    view.put("fine_tuned_model", result(job).map(JobResult::modelName).orElse(null));
    view.put("adapter_id", result(job).map(result -> result.adapter().value()).orElse(null));
    view.put("metrics", result(job).map(JobResult::metrics).orElse(null));
    view.put("trained_tokens", result(job).map(JobResult::trainedTokens).orElse(null));
    view.put(
        "result_files",
        result(job).map(result -> List.of(result.resultFile().value())).orElse(List.of()));
    view.put("progress", progress(job, queuePosition));
    view.put("estimated_finish", null);
    view.put("attempts", job.attempts());
    view.put("worker", job.placement().map(placement -> placement.worker().value()).orElse(null));
    view.put("device", job.placement().map(placement -> placement.device().value()).orElse(null));
    view.putAll(Codec.write(spec));
    view.put("user_provided_suffix", spec.suffix().orElse(null));
    view.put("organization_id", job.owner());
    view.put("hyperparameters", hyperparameters(spec));
    view.put(
        "method",
        Map.of(
            "type", "supervised", "supervised", Map.of("hyperparameters", hyperparameters(spec))));
    view.put("integrations", List.of());
    view.put("metadata", spec.metadata().isEmpty() ? null : spec.metadata());
    view.put("shared_with_openai", false);
    return view;
  }

  private static Optional<JobResult> result(Job job) {
    return job.state() instanceof JobState.Succeeded succeeded
        ? Optional.of(succeeded.result())
        : Optional.empty();
  }

  private static Optional<Instant> finishedAt(JobState state) {
    return switch (state) {
      case JobState.Succeeded succeeded -> Optional.of(succeeded.at());
      case JobState.Failed failed -> Optional.of(failed.at());
      case JobState.Cancelled cancelled -> Optional.of(cancelled.at());
      case JobState.Queued _ -> Optional.empty();
      case JobState.Running _ -> Optional.empty();
      case JobState.Paused _ -> Optional.empty();
    };
  }

  private static @Nullable Object error(JobState state) {
    if (!(state instanceof JobState.Failed failed)) {
      return null;
    }
    Failure failure = failed.failure();
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("code", failure.code().wireName());
    error.put("message", failure.message());
    error.put("param", failure.param().orElse(null));
    return error;
  }

  private static @Nullable Object progress(Job job, Optional<Integer> queuePosition) {
    Map<String, @Nullable Object> progress =
        job.progress().map(Codec::write).orElseGet(LinkedHashMap::new);
    queuePosition.ifPresent(position -> progress.put("queue_position", position));
    return progress.isEmpty() ? null : progress;
  }

  private static Map<String, Object> hyperparameters(JobSpec spec) {
    return Map.of(
        "n_epochs", spec.training().epochs(),
        "batch_size", spec.training().batchSize(),
        "learning_rate_multiplier",
            spec.training().learningRate() / graft.spec.job.TrainingSpec.DEFAULTS.learningRate());
  }

  /** A report of progress for the live stream. */
  static Map<String, @Nullable Object> of(Progress progress) {
    return Codec.write(progress);
  }
}
