package graft.recipe.finetune;

import graft.recipe.DataSource;
import graft.recipe.HeldOutReport;
import graft.recipe.Run;
import graft.recipe.evaluate.Examiner;
import graft.recipe.evaluate.Findings;
import graft.spec.job.HeldOut;
import graft.spec.job.Work;
import java.time.Duration;

/**
 * Rows that a job holds out, and who measures the weights on them.
 *
 * @param file that the rows are of
 */
record Examination(HeldOut rows, DataSource file, Examiner examiner) {
  /** Measures the weights as they are. */
  Findings take(Run run) {
    long began = System.nanoTime();
    Findings found = examiner.examine();
    run.worked(new Work.Evaluation(Duration.ofNanos(System.nanoTime() - began)));
    return found;
  }

  HeldOutReport report(Findings found, Run run) {
    return new HeldOutReport(
        rows, found.report(file, run.predictions(rows)), run.predictions(rows));
  }
}
