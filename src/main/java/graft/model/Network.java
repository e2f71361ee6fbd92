package graft.model;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import java.util.Optional;

/** What an architecture computes, over weights that somebody else owns. */
public sealed interface Network permits TextNetwork, ImageNetwork {
  ModelInfo info();

  /**
   * @throws IllegalArgumentException if the inputs are not what such a model takes
   */
  Encoded forward(Inputs inputs, Pass pass);

  /** {@code tanh(W h₀ + b)} of the first position (B, H); empty where there is no pooler. */
  default Optional<NDArray> pooled(Encoded encoded, Pass pass) {
    return Optional.empty();
  }

  /** Whether there is a pooler. */
  default boolean hasPooler() {
    return false;
  }
}
