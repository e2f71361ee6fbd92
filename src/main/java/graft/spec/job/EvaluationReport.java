package graft.spec.job;

import graft.spec.Attribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an adapter answers the rows of a file.
 *
 * @param metrics of the task, by name, without those that are not finite
 * @param confusionMatrix where each row or token has one class
 * @param perLabel where the task has classes
 * @param worst rows that were answered wrong, the worst first; of a language model those that it
 *     was asked
 */
public record EvaluationReport(
    @Attribute("Rows of the file") long rows,
    @Attribute("The task's metrics by name") Map<String, Double> metrics,
    @Attribute("Where each row or token has one class") Optional<ConfusionMatrix> confusionMatrix,
    @Attribute("Where the task has classes: how each one was told from the others")
        List<LabelScores> perLabel,
    @Attribute("Rows that were answered wrong, the worst first, at most 100")
        List<WorstRow> worst) {
  public EvaluationReport {
    metrics = Map.copyOf(metrics);
    perLabel = List.copyOf(perLabel);
    worst = List.copyOf(worst);
  }

  /** Which classes were taken for which. */
  public record ConfusionMatrix(
      @Attribute("Rows and columns of counts") List<String> labels,
      @Attribute("Rows or tokens by their gold label, and in it by the predicted one")
          List<List<Long>> counts) {
    public ConfusionMatrix {
      labels = List.copyOf(labels);
      counts = List.copyOf(counts);
    }
  }

  /** How well one class is told from the others. */
  public record LabelScores(
      String label,
      double precision,
      double recall,
      double f1,
      @Attribute("Rows or tokens that have the label") long support) {}

  /** A row that was answered wrong. */
  public record WorstRow(
      @Attribute("Its place in the file, counted from 0") long row,
      String gold,
      String predicted,
      @Attribute("Of what was predicted, where the task tells any") Optional<Double> probability,
      @Attribute("What was read, its first 500 characters") String text) {}
}
