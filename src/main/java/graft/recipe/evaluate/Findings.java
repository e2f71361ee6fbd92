package graft.recipe.evaluate;

import graft.data.Dataset;
import graft.metric.Judge;
import graft.metric.Judged;
import graft.metric.WrittenScore;
import graft.recipe.DataSource;
import graft.recipe.SampledAnswer;
import graft.spec.job.EvaluationReport;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was found on a data set.
 *
 * @param metrics all of the task
 * @param judge who has seen every row
 * @param answers what a language model wrote after some of them
 */
public record Findings(
    Dataset data, Map<String, Double> metrics, Judge judge, List<SampledAnswer> answers) {
  private static final int WORST = 100;

  public Findings {
    answers = List.copyOf(answers);
  }

  /** The same with what was written, and its metrics. */
  Findings with(List<SampledAnswer> written) {
    Map<String, Double> all = new LinkedHashMap<>(metrics);
    all.putAll(WrittenScore.means(written.stream().map(Findings::score).toList()));
    return new Findings(data, all, judge, written);
  }

  private static WrittenScore score(SampledAnswer answer) {
    return WrittenScore.of(answer.expected(), answer.generated());
  }

  private static Judged judged(SampledAnswer answer) {
    return new Judged(
        answer.row(),
        answer.expected(),
        answer.generated(),
        Optional.empty(),
        score(answer).wrongness());
  }

  /**
   * The same for people.
   *
   * @param file that the data set is of
   * @param predictions a file to be written: every row with its gold and predicted answer, as CSV
   */
  public EvaluationReport report(DataSource file, Path predictions) {
    List<Judged> judged =
        Stream.concat(judge.rows().stream(), answers.stream().map(Findings::judged))
            .sorted(Comparator.comparingInt(Judged::row))
            .toList();
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
