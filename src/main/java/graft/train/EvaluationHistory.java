package graft.train;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the evaluations so far have shown.
 *
 * @param withoutBetter evaluations since the metric was last better than ever before
 */
public record EvaluationHistory(
    Optional<Evaluation> latest, Optional<Best> best, int withoutBetter) {
  static final EvaluationHistory NONE =
      new EvaluationHistory(Optional.empty(), Optional.empty(), 0);

  /**
   * The weights of the best evaluation.
   *
   * @param values the elements of each tensor, in the order of {@link Trainable#parameters}; never
   *     changed
   */
  public record Best(Evaluation evaluation, List<float[]> values) {
    public Best {
      values = List.copyOf(values);
    }
  }

  /** The standing after one more evaluation; weights are read only when they are the best. */
  EvaluationHistory after(
      Evaluation evaluation, BestMetric criterion, Supplier<List<float[]>> weights) {
    Optional<Evaluation> before = best.map(Best::evaluation);
    int without = criterion.isBetter(evaluation, before) ? 0 : withoutBetter + 1;
    return criterion.isPreferred(evaluation, before)
        ? new EvaluationHistory(
            Optional.of(evaluation), Optional.of(new Best(evaluation, weights.get())), without)
        : new EvaluationHistory(Optional.of(evaluation), best, without);
  }
}
