package graft.train;

import java.util.List;

/**
 * The training data as batches, in an order that depends on the seed and the epoch alone.
 *
 * @param <B> a batch
 */
public interface Batches<B> {
  /** Batches of an epoch; the same for every epoch. */
  int perEpoch();

  /**
   * The batches of an epoch, counted from 0. The list may make a batch when it is asked for it; the
   * loop asks once for each.
   */
  List<B> epoch(int epoch);
}
