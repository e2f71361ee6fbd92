package graft.train;

import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.evaluation.EvaluationSpec;
import java.util.Optional;
import java.util.Set;

/** The metric that decides which weights are best. */
record BestMetric(String metric) {
  private static final Set<String> LOWER_IS_BETTER =
      Set.of("loss", "mae", "mse", "rmse", "perplexity");

  /**
   * The metric that was asked for, or the evaluator's own.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if the evaluator does not measure it
   */
  static BestMetric of(EvaluationSpec spec, Evaluator evaluator) {
    String metric = spec.metric().orElseGet(() -> evaluator.metrics().getFirst());
    if (!evaluator.metrics().contains(metric)) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/evaluation/metric",
              "out_of_range",
              "metric must be one of %s, not %s".formatted(evaluator.metrics(), metric)));
    }
    return new BestMetric(metric);
  }

  /** Whether an evaluation is strictly better; one that is not a number never is. */
  boolean isBetter(Evaluation evaluation, Optional<Evaluation> than) {
    double value = value(evaluation);
    if (Double.isNaN(value) || than.isEmpty()) {
      return !Double.isNaN(value);
    }
    double best = value(than.get());
    return LOWER_IS_BETTER.contains(metric) ? value < best : value > best;
  }

  /**
   * Whether the weights of a later evaluation are the ones to keep: where the metric cannot tell,
   * as accuracies of few rows often cannot, the lower loss does, and then the longer training.
   */
  boolean isPreferred(Evaluation later, Optional<Evaluation> to) {
    return isBetter(later, to)
        || to.filter(best -> value(best) == value(later) && loss(later) <= loss(best)).isPresent();
  }

  double value(Evaluation evaluation) {
    return evaluation.metrics().getOrDefault(metric, Double.NaN);
  }

  /** The same for all where it is not measured. */
  private static double loss(Evaluation evaluation) {
    return evaluation.metrics().getOrDefault("loss", 0.0);
  }
}
