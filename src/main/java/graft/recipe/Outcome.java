package graft.recipe;

import graft.spec.job.RunDirective;
import java.util.List;
import java.util.Map;

/** How a fine-tuning ended, where it did not fail. */
public sealed interface Outcome {
  /**
   * The adapter is written to the run's output directory.
   *
   * @param metrics of the weights that were kept
   * @param trainedTokens real tokens seen in training, padding not counted
   * @param reports of the weights that were kept, on whatever rows the job holds out
   */
  record Finished(
      AdapterFacts adapter,
      Map<String, Double> metrics,
      long trainedTokens,
      List<HeldOutReport> reports)
      implements Outcome {
    public Finished {
      reports = List.copyOf(reports);
    }
  }

  /**
   * Somebody wanted it to stop: {@link RunDirective#PAUSE}, {@link RunDirective#CANCEL} or {@link
   * RunDirective#LOST}.
   */
  record Stopped(RunDirective wish, int step) implements Outcome {}
}
