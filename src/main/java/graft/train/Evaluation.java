package graft.train;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured after a step.
 *
 * @param step optimizer steps done
 * @param metrics by name, in the order of the names: files that hold them are the same bytes in
 *     every process
 */
public record Evaluation(int step, SortedMap<String, Double> metrics) {
  public Evaluation {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  public Evaluation(int step, Map<String, Double> metrics) {
    this(step, new TreeMap<>(metrics));
  }
}
