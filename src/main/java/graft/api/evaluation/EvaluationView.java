package graft.api.evaluation;

import graft.catalog.evaluation.Evaluation;
import graft.catalog.evaluation.EvaluationState;
import graft.catalog.evaluation.RowProgress;
import graft.spec.AdapterId;
import graft.spec.Attribute;
import graft.spec.EvaluationId;
import graft.spec.Fault;
import graft.spec.FileId;
import graft.spec.JobId;
import graft.spec.job.EvaluationReport;
import graft.spec.job.HeldOut;
import graft.spec.job.SetupSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An evaluation as clients see it. */
record EvaluationView(
    EvaluationId id,
    String object,
    AdapterId adapter,
    @Attribute("The base model") String model,
    FileId file,
    Map<String, String> columns,
    @Attribute("Which adapters are on; \"none\" if the base model answers alone") SetupSpec setup,
    @Attribute(
            "The job that left it when it succeeded; null if it was asked for, or if the job was deleted")
        Optional<JobId> jobId,
    @Attribute(
            "Which rows of that job they are: validation (of its training file if it split them off), or test")
        Optional<HeldOut> split,
    @Attribute("queued, running, succeeded or failed") EvaluationState.Status status,
    @Attribute("How far it is, once its rows are read") Optional<ProgressView> progress,
    @Attribute("What was found, once it has succeeded") Optional<EvaluationReport> result,
    @Attribute("Why it failed") Optional<ErrorView> error,
    @Attribute(
            "Every row with its gold and predicted answer as CSV, once it has succeeded; of a language model those that its job asked")
        List<FileId> resultFiles,
    @Attribute("Unix seconds") long createdAt,
    @Attribute("Unix seconds; of the run that goes on, or that ended") Optional<Long> startedAt,
    @Attribute("Unix seconds") Optional<Long> finishedAt,
    @Attribute("Unix seconds; while it runs") Optional<Long> estimatedFinish) {
  /** How far an evaluation is. */
  record ProgressView(
      @Attribute("Rows that were answered") long rowsDone,
      @Attribute("Rows to answer") long rowsTotal,
      @Attribute("From the speed so far; null until the first rows are answered")
          Optional<Double> estimatedSecondsLeft) {
    static ProgressView of(RowProgress progress) {
      return new ProgressView(progress.done(), progress.total(), progress.secondsLeft());
    }
  }

  /** Why an evaluation failed. */
  record ErrorView(String code, String message) {
    static ErrorView of(Fault fault) {
      return new ErrorView(fault.code(), fault.message());
    }
  }

  static EvaluationView of(Evaluation evaluation) {
    EvaluationState state = evaluation.state();
    return new EvaluationView(
        evaluation.id(),
        "adapter.evaluation",
        evaluation.adapter(),
        evaluation.model(),
        evaluation.file(),
        evaluation.columns(),
        evaluation.setup(),
        evaluation.origin().flatMap(Evaluation.Origin::job),
        evaluation.origin().map(Evaluation.Origin::rows),
        state.status(),
        evaluation.progress().map(ProgressView::of),
        state instanceof EvaluationState.Succeeded succeeded
            ? Optional.of(succeeded.report())
            : Optional.empty(),
        state instanceof EvaluationState.Failed failed
            ? Optional.of(ErrorView.of(failed.error()))
            : Optional.empty(),
        evaluation.resultFile().stream().toList(),
        evaluation.createdAt().getEpochSecond(),
        evaluation.startedAt().map(Instant::getEpochSecond),
        state.finishedAt().map(Instant::getEpochSecond),
        estimatedFinish(evaluation));
  }

  private static Optional<Long> estimatedFinish(Evaluation evaluation) {
    return evaluation.state() instanceof EvaluationState.Running running
        ? evaluation
            .progress()
            .flatMap(RowProgress::secondsLeft)
            .map(seconds -> running.heardAt().getEpochSecond() + Math.round(seconds))
        : Optional.empty();
  }
}
