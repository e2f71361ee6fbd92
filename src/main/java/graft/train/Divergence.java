package graft.train;

import graft.spec.ErrorCode;
import graft.spec.GraftException;

/** A training whose numbers have left the range of numbers. */
final class Divergence {
  static final String REMEDY =
      "try a lower learning_rate, a higher warmup_ratio, or a max_grad_norm such as 1.0";

  private Divergence() {}

  /** The loss of a step, counted from 0, if it is finite. */
  static double requireFinite(double loss, int step, double learningRate) {
    if (!Double.isFinite(loss)) {
      throw new GraftException(
          ErrorCode.DIVERGED,
          "the loss of step %d is %s at learning rate %s: %s"
              .formatted(step + 1, loss, learningRate, REMEDY));
    }
    return loss;
  }
}
