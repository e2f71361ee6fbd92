package graft.metric;

import graft.data.Batch;
import java.util.Map;

/** Compares a model's scores with what was expected, batch by batch. Used by one thread. */
public interface Metric {
  /**
   * @param logits of each row, or of each token that has a target, one after the other
   */
  void add(Batch batch, float[] logits);

  /**
   * What was found, by the names of {@link graft.spec.job.TaskSpec#metrics}.
   *
   * @param loss of a target, on average
   */
  Map<String, Double> metrics(double loss);
}
