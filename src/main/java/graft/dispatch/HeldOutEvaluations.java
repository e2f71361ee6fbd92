package graft.dispatch;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.evaluation.Evaluation;
import graft.catalog.evaluation.EvaluationState;
import graft.catalog.evaluation.Evaluations;
import graft.catalog.evaluation.RowProgress;
import graft.catalog.file.DataFiles;
import graft.inference.PredictionFiles;
import graft.job.Job;
import graft.recipe.HeldOutReport;
import graft.spec.EvaluationId;
import graft.spec.FileId;
import graft.spec.IdSource;
import graft.spec.job.HeldOut;
import graft.spec.job.JobSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Keeps what a job has measured on the rows that it held out, as evaluations of its adapter. */
@Component
class HeldOutEvaluations {
  private final Evaluations evaluations;
  private final PredictionFiles files;
  private final IdSource ids;
  private final Clock clock;

  HeldOutEvaluations(Evaluations evaluations, DataFiles files, IdSource ids, Clock clock) {
    this.evaluations = evaluations;
    this.files = new PredictionFiles(files);
    this.ids = ids;
    this.clock = clock;
  }

  /** Adds one. Joins the caller's transaction. */
  void keep(Job job, AdapterEntry adapter, HeldOutReport found) {
    EvaluationId id = new EvaluationId(EvaluationId.PREFIX + ids.next());
    Optional<FileId> predictions = files.keep(job.owner(), id, found.predictions());
    Instant now = clock.instant();
    evaluations.keep(
        new Evaluation(
            id,
            job.owner(),
            adapter.id(),
            adapter.model(),
            file(job.spec(), found.rows()),
            job.spec().columns(),
            adapter.trainedIn(),
            Optional.of(new Evaluation.Origin(Optional.of(job.id()), found.rows())),
            new EvaluationState.Succeeded(found.report(), predictions, now),
            Optional.of(now),
            RowProgress.all(found.report().rows()),
            now));
  }

  private static FileId file(JobSpec job, HeldOut rows) {
    return switch (rows) {
      case VALIDATION -> job.validationFile().orElse(job.trainingFile());
      case TEST -> job.testFile().orElseThrow();
    };
  }
}
