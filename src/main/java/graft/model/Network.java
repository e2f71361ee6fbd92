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

  /**
   * What the model's own pooler makes of vectors (…, H): {@code tanh(W x + b)} in most; empty where
   * there is none.
   */
  default Optional<NDArray> pooled(NDArray vectors, Pass pass) {
    return Optional.empty();
  }

  /** Whether there is a pooler. */
  default boolean hasPooler() {
    return false;
  }
}
