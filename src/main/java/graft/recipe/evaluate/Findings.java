package graft.recipe.evaluate;

import graft.data.Dataset;
import graft.metric.Judge;
import graft.metric.Judged;
import graft.recipe.DataSource;
import graft.spec.job.EvaluationReport;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was found on a data set.
 *
 * @param metrics all of the task
 * @param judge who has seen every row
 */
public record Findings(Dataset data, Map<String, Double> metrics, Judge judge) {
  private static final int WORST = 100;

  /**
   * The same for people.
   *
   * @param file that the data set is of
   * @param predictions a file to be written: every row with its gold and predicted answer, as CSV
   */
  public EvaluationReport report(DataSource file, Path predictions) {
    List<Judged> judged = judge.rows();
    new PredictionsFile(judged).write(predictions);
    List<Judged> worst =
        judged.stream()
            .filter(row -> row.wrongness() > 0)
            .sorted(Comparator.comparingDouble(Judged::wrongness).reversed())
            .limit(WORST)
            .toList();
    return new EvaluationReport(
        data.rows(),
        finite(),
        judge.confusion(),
        judge.labels(),
        new WorstRows(file, data.mapping()).of(worst));
  }

  private Map<String, Double> finite() {
    Map<String, Double> finite = new TreeMap<>(metrics);
    finite.values().removeIf(value -> value == null || !Double.isFinite(value));
    return finite;
  }
}
