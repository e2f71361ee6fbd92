package graft.train;

import graft.spec.Wish;
import java.util.Map;

/** How a training ended, where it did not fail. */
public sealed interface TrainingResult {
  /**
   * The weights to keep are in the parameters.
   *
   * @param step optimizer steps done; fewer than planned after early stopping
   * @param metrics of the weights that were kept; empty without an evaluator
   * @param tokens real tokens trained on
   */
  record Finished(int step, Map<String, Double> metrics, long tokens) implements TrainingResult {}

  /** The listener wanted it to stop, and the parameters are those of the last step. */
  record Stopped(Wish wish, int step) implements TrainingResult {}
}
