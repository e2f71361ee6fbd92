package graft.train;

import graft.tensor.ParameterName;
import java.util.List;

/**
 * The whole state of a training between two steps, in memory of the host. The learning rate, the
 * place in the data, the order of the batches and the dropout masks follow from seed and step. Its
 * arrays are never changed.
 *
 * @param step optimizer steps done
 * @param tokens real tokens trained on
 * @param memory of what changes itself between steps, see {@link graft.tensor.change.SelfChange}
 * @param standing what the evaluations have shown, with the best weights
 * @param course of the training loss
 */
public record TrainingState(
    long seed,
    int step,
    long tokens,
    List<Tensor> tensors,
    List<float[]> memory,
    EvaluationHistory standing,
    LossCourse course) {
  /**
   * A trained tensor and its moments, row-major.
   *
   * @param updates how often the optimizer has changed it; 0 where it never had a gradient
   */
  public record Tensor(
      ParameterName name, float[] value, float[] firstMoment, float[] secondMoment, float updates) {
    public Tensor {
      if (firstMoment.length != value.length || secondMoment.length != value.length) {
        throw new IllegalArgumentException(
            "%s: %d elements, but moments of %d and %d"
                .formatted(name, value.length, firstMoment.length, secondMoment.length));
      }
    }
  }

  public TrainingState {
    tensors = List.copyOf(tensors);
    memory = List.copyOf(memory);
  }
}
