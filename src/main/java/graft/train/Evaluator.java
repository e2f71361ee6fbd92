package graft.train;

import java.util.List;
import java.util.Map;

/** Measures the current weights on validation data. */
public interface Evaluator {
  /** The names of what {@link #evaluate} gives; the task's own metric first. */
  List<String> metrics();

  /**
   * Measures. Called with gradients off, on the training's thread; frees the tensors that it makes.
   */
  Map<String, Double> evaluate();
}
