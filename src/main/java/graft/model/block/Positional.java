package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import java.util.Optional;
import java.util.OptionalInt;

/** What positions do inside attention. */
public interface Positional {
  /** Nothing: they are in the embeddings, or nowhere. */
  Positional NONE = new Positional() {};

  /**
   * A text by itself: queries (B, heads, S, d) and keys (B, heads, T, d), before any scale.
   *
   * @param queries S
   * @param keys T, with those before the text
   * @param before how many keys come before the text
   */
  record Text(NDArray query, NDArray key, int queries, int keys, int before) {}

  /** Queries (B, heads, S, d) with their positions in them. */
  default NDArray turnQuery(NDArray heads, Pass pass) {
    return heads;
  }

  /** Keys (B, heads, T, d) with their positions in them. */
  default NDArray turnKey(NDArray heads, Pass pass) {
    return heads;
  }

  /**
   * What positions add to scores, broadcast to (B, heads, S, T); empty where they add nothing. The
   * last query stands where the last key does; if it is not the first pass over the text, there are
   * more keys than queries.
   */
  default Optional<NDArray> bias(Text text, Pass pass) {
    return Optional.empty();
  }

  /** Queries (B, S, heads · d) behind their norm, where heads have one: (B, S, heads, d) then. */
  default NDArray normedQuery(NDArray query, Pass pass) {
    return query;
  }

  /** The same of keys. */
  default NDArray normedKey(NDArray key, Pass pass) {
    return key;
  }

  /**
   * What turns the next queries and keys, behind their norms: cosines and sines (2, B, 1, S,
   * rotated). Used behind a cache, where nothing is turned by {@link #turnQuery}.
   *
   * @param like a tensor on the device
   */
  default Optional<NDArray> turns(NDArray like, Pass pass) {
    return Optional.empty();
  }

  /**
   * Whether scores of hidden keys have no gradient also where a query sees no key at all, and
   * weighs all alike.
   */
  default boolean isBlindToHidden() {
    return false;
  }

  /** Whether they add anything that a window does not. */
  default boolean addsToScores() {
    return false;
  }

  /** How many positions up to itself a query sees, where these are not all. */
  default OptionalInt near() {
    return OptionalInt.empty();
  }
}
