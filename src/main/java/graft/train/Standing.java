package graft.train;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the evaluations so far have shown.
 *
 * @param withoutBetter evaluations since the metric was last better than ever before
 */
public record Standing(Optional<Evaluation> latest, Optional<Best> best, int withoutBetter) {
  static final Standing NONE = new Standing(Optional.empty(), Optional.empty(), 0);

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
  Standing after(Evaluation evaluation, Criterion criterion, Supplier<List<float[]>> weights) {
    Optional<Evaluation> before = best.map(Best::evaluation);
    int without = criterion.isBetter(evaluation, before) ? 0 : withoutBetter + 1;
    return criterion.isPreferred(evaluation, before)
        ? new Standing(
            Optional.of(evaluation), Optional.of(new Best(evaluation, weights.get())), without)
        : new Standing(Optional.of(evaluation), best, without);
  }
}
