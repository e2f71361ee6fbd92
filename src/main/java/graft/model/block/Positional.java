package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;

/** What positions do inside attention. */
public interface Positional {
  /** Nothing: they are in the embeddings, or nowhere. */
  Positional NONE = new Positional() {};

  /** A text by itself: queries (B, heads, S, d) and keys (B, heads, T, d), before any scale. */
  record Text(NDArray query, NDArray key) {}

  /** Queries (B, heads, S, d) with their positions in them. */
  default NDArray turnQuery(NDArray heads, Pass pass) {
    return heads;
  }

  /** Keys (B, heads, T, d) with their positions in them. */
  default NDArray turnKey(NDArray heads, Pass pass) {
    return heads;
  }

  /**
   * Scores (B, heads, S, T) with what their positions add; T - S keys come before the text.
   *
   * @param text whose scores they are
   */
  default NDArray added(NDArray scores, Text text, Pass pass) {
    return scores;
  }
}
