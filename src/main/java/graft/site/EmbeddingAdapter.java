package graft.site;

import ai.djl.ndarray.NDArray;

/**
 * What may sit behind the embeddings and, inverted, before a language model's vocabulary
 * projection.
 */
public interface EmbeddingAdapter {
  /** Vectors that it puts among those of a text. */
  default int inserted() {
    return 0;
  }

  /** How many tokens of the text stand before these. */
  default int insertedBehind() {
    return 0;
  }

  /** (B, S, H) to (B, inserted + S, H). */
  NDArray forward(NDArray embedded, Pass pass);

  /** Undoes {@link #forward}. */
  NDArray inverse(NDArray hidden, Pass pass);
}
