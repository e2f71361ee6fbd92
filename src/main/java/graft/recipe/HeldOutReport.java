package graft.recipe;

import graft.spec.job.EvaluationReport;
import graft.spec.job.HeldOut;
import java.nio.file.Path;

/**
 * How the weights that a fine-tuning keeps answer rows that they were not trained on.
 *
 * @param predictions every row with its gold and predicted answer, as CSV
 */
public record HeldOutReport(HeldOut rows, EvaluationReport report, Path predictions) {}
