package graft.model;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import java.util.Optional;

/** What an architecture computes, over weights that somebody else owns. */
public interface Network {
  ModelInfo info();

  Encoded forward(Inputs inputs, Pass pass);

  /** Word embeddings (V, H). */
  NDArray tokenEmbedding();

  /** The vocabulary projection (V, H) of the checkpoint where it is not the word embeddings. */
  default Optional<NDArray> vocabularyProjection() {
    return Optional.empty();
  }

  /**
   * What the checkpoint's own vocabulary projection adds, V numbers, in models whose class does.
   */
  default Optional<NDArray> vocabularyBias() {
    return Optional.empty();
  }

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
