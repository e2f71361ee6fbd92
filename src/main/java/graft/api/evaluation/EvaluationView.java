package graft.api.evaluation;

import graft.catalog.evaluation.Evaluation;
import graft.spec.AdapterId;
import graft.spec.Attribute;
import graft.spec.EvaluationId;
import graft.spec.Fault;
import graft.spec.FileId;
import graft.spec.job.EvaluationReport;
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
    @Attribute("queued, running, succeeded or failed") Evaluation.Status status,
    @Attribute("What was found, once it has succeeded") Optional<EvaluationReport> result,
    @Attribute("Why it failed") Optional<ErrorView> error,
    @Attribute(
            "Every row with its gold and predicted answer as CSV, once it has succeeded; none for language models")
        List<FileId> resultFiles,
    @Attribute("Unix seconds") long createdAt,
    @Attribute("Unix seconds") Optional<Long> finishedAt) {
  /** Why an evaluation failed. */
  record ErrorView(String code, String message) {
    static ErrorView of(Fault fault) {
      return new ErrorView(fault.code(), fault.message());
    }
  }

  static EvaluationView of(Evaluation evaluation) {
    return new EvaluationView(
        evaluation.id(),
        "adapter.evaluation",
        evaluation.adapter(),
        evaluation.model(),
        evaluation.file(),
        evaluation.columns(),
        evaluation.setup(),
        evaluation.status(),
        evaluation.report(),
        evaluation.error().map(ErrorView::of),
        evaluation.resultFile().stream().toList(),
        evaluation.createdAt().getEpochSecond(),
        evaluation.finishedAt().map(Instant::getEpochSecond));
  }
}
