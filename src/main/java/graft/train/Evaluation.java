package graft.train;

import java.util.Map;

/**
 * What was measured after a step.
 *
 * @param step optimizer steps done
 */
public record Evaluation(int step, Map<String, Double> metrics) {
  public Evaluation {
    metrics = Map.copyOf(metrics);
  }
}
