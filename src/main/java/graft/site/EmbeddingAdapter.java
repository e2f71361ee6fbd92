package graft.site;

import ai.djl.ndarray.NDArray;

/**
 * What may sit behind the embeddings and, inverted, before a language model's vocabulary
 * projection.
 */
public interface EmbeddingAdapter {
  /** (B, S, H) to (B, S, H). */
  NDArray forward(NDArray embedded, Pass pass);

  /** Undoes {@link #forward}. */
  NDArray inverse(NDArray hidden, Pass pass);
}
