package graft.train;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the evaluations so far have shown.
 *
 * @param evaluations all of them, the first one first
 * @param withoutBetter evaluations since the metric was last better than ever before
 */
public record EvaluationHistory(
    List<Evaluation> evaluations, Optional<Best> best, int withoutBetter) {
  public static final EvaluationHistory NONE =
      new EvaluationHistory(List.of(), Optional.empty(), 0);

  public EvaluationHistory {
    evaluations = List.copyOf(evaluations);
  }

  public Optional<Evaluation> latest() {
    return evaluations.isEmpty() ? Optional.empty() : Optional.of(evaluations.getLast());
  }

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
    List<Evaluation> all = Stream.concat(evaluations.stream(), Stream.of(evaluation)).toList();
    return new EvaluationHistory(
        all,
        criterion.isPreferred(evaluation, before)
            ? Optional.of(new Best(evaluation, weights.get()))
            : best,
        without);
  }
}
