package graft.model;

import graft.spec.Activation;
import java.util.Map;

/**
 * The masked language modelling head that came with a checkpoint.
 *
 * @param activation between its two layers
 * @param tensors row-major, by their places in the reference library's head: {@code 0} linear,
 *     {@code 2} layer norm, {@code 3} vocabulary projection, whose weight is missing where it is
 *     the word embeddings
 */
public record CheckpointHead(Activation activation, Map<String, float[]> tensors) {
  public CheckpointHead {
    tensors = Map.copyOf(tensors);
  }
}
