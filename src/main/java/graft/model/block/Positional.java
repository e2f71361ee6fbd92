package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;

/** What positions do inside attention. */
public interface Positional {
  /** Queries or keys (B, heads, S, d) with their positions in them. */
  default NDArray turn(NDArray heads, Pass pass) {
    return heads;
  }

  /** Scores (B, heads, S, T) with what their positions add; T - S keys come before the text. */
  default NDArray added(NDArray scores, Pass pass) {
    return scores;
  }

  /** Nothing: they are in the embeddings, or nowhere. */
  record None() implements Positional {}
}
