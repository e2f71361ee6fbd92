package graft.metric;

import java.util.List;
import java.util.Map;

/**
 * How well a text was written.
 *
 * @param exact 1 where it is the right one but for blanks around it, else 0
 * @param rougeL see {@link RougeL}
 */
public record WrittenScore(double exact, double rougeL) {
  public static WrittenScore of(String expected, String generated) {
    return new WrittenScore(
        expected.strip().equals(generated.strip()) ? 1 : 0, RougeL.of(expected, generated));
  }

  /** Larger for a worse text; 0 for a right one. */
  public double wrongness() {
    return exact == 1 ? 0 : 2 - rougeL;
  }

  /**
   * The means, by the names of {@link graft.spec.evaluation.AnswerSample#METRICS}; not a number
   * where nothing was written.
   */
  public static Map<String, Double> means(List<WrittenScore> scores) {
    return Map.of(
        "exact_match",
        scores.stream().mapToDouble(WrittenScore::exact).average().orElse(Double.NaN),
        "rouge_l",
        scores.stream().mapToDouble(WrittenScore::rougeL).average().orElse(Double.NaN));
  }
}
