package graft.site.cache;

import ai.djl.ndarray.NDArray;
import graft.site.AttentionSite;
import graft.tensor.KeyValueStore;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the attention modules of a decoder made of the tokens that were read before, so that a pass
 * reads only what comes next: keys and values, and where the next tokens stand. It lives longer
 * than a pass. Used by the pass's thread.
 */
public interface KeyValueCache {
  /**
   * How tokens attend to a text.
   *
   * @param scale of the scores
   * @param window how many positions up to itself a query sees, where these are not all
   * @param added what a mask (…, S, T) becomes where positions add something to scores
   */
  record Manner(double scale, OptionalInt window, Optional<UnaryOperator<NDArray>> added) {}

  /** int64 (B, S): the positions of the pass's tokens, counted as the setup moves them. */
  NDArray positions();

  /** One more than the last position of the rows; where they differ, of one of them. */
  int length();

  /** One more than the largest position that there will be. */
  int longest();

  /** A value of {@code owner}, the very object, that lasts as long as the cache. */
  NDArray lasting(Object owner, long which, Supplier<NDArray> computation);

  /** How many keys stand before the text at a site. */
  int before(AttentionSite site);

  /**
   * Attends to the text so far, the pass's tokens included, which it keeps.
   *
   * @return (B, S, query heads · d)
   */
  NDArray attend(AttentionSite site, KeyValueStore.Next next, Manner manner);

  /** Whether it keeps what the encoder made. */
  boolean hasMemory();

  /**
   * Keeps what the encoder made.
   *
   * @param key (B, T, heads · d)
   * @param value (B, T, heads · d)
   */
  void keepMemory(AttentionSite site, NDArray key, NDArray value);

  /**
   * Attends to what the encoder made.
   *
   * @param query (B, S, query heads · d)
   * @param scale of the scores
   * @return (B, S, query heads · d)
   */
  NDArray attendMemory(AttentionSite site, NDArray query, double scale);
}
