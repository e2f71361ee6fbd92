package graft.site;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What may sit where tokens become vectors. */
public interface WordAdapter {
  /**
   * int64 (B, S) to (B, S, E).
   *
   * @param scaled what the model does with the vectors of its own tokens
   */
  NDArray look(NDArray ids, WordSite site, UnaryOperator<NDArray> scaled, Pass pass);

  /** Tokens before each text that only this knows, numbered from the vocabulary's size on. */
  default int virtualTokens() {
    return 0;
  }

  /**
   * What the table, changed, scores as a vocabulary projection.
   *
   * @param scores (…, V), of the frozen table
   */
  default NDArray score(NDArray states, NDArray scores) {
    return scores;
  }

  /** The table (V, E) to use instead; empty of what is no change of weights. */
  default Optional<NDArray> merged(NDArray words) {
    return Optional.empty();
  }
}
