package graft.train;

import graft.spec.job.RunDirective;
import java.util.Map;
import java.util.Optional;

/** How a training ended, where it did not fail. */
public sealed interface TrainingResult {
  /**
   * The weights to keep are in the parameters.
   *
   * @param step optimizer steps done; fewer than planned after early stopping
   * @param kept of the weights that were kept; empty without an evaluator
   * @param latest measured last; that of {@code kept} if those are the weights of its step
   * @param tokens real tokens trained on
   */
  record Finished(int step, Optional<Evaluation> kept, Optional<Evaluation> latest, long tokens)
      implements TrainingResult {
    public Map<String, Double> metrics() {
      return kept.<Map<String, Double>>map(Evaluation::metrics).orElse(Map.of());
    }
  }

  /** The listener wanted it to stop, and the parameters are those of the last step. */
  record Stopped(RunDirective wish, int step) implements TrainingResult {}
}
