package graft.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds what it was told to find, one value an evaluation, and remembers the weights it saw. */
final class ScriptedEvaluator implements Evaluator {
  final List<List<float[]>> seen = new ArrayList<>();
  private final TinyClassifier model;
  private final String metric;
  private final double[] values;

  ScriptedEvaluator(TinyClassifier model, String metric, double... values) {
    this.model = model;
    this.metric = metric;
    this.values = values;
  }

  @Override
  public List<String> metrics() {
    return List.of(metric);
  }

  @Override
  public Map<String, Double> evaluate() {
    seen.add(model.weights());
    return Map.of(metric, values[seen.size() - 1]);
  }
}
