package graft.model.family;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import graft.site.Pass;
import graft.site.cache.KeyValueCache;

/** Where tokens stand, in models that have a vector for each position. */
final class Places {
  private Places() {}

  /**
   * int64 (S), from where the setup moves the text to; (B, S) behind a cache, and where rows hold
   * several texts.
   *
   * @param ids int64 (B, S)
   */
  static NDArray of(NDArray ids, Pass pass) {
    return pass.keyValues()
        .map(KeyValueCache::positions)
        .or(() -> pass.packing().map(rows -> rows.places().add(pass.setup().positionShift())))
        .orElseGet(() -> from(pass.setup().positionShift(), ids));
  }

  /** int64 (S), from a first one on. */
  static NDArray from(int first, NDArray ids) {
    int end = first + (int) ids.getShape().get(1);
    return ids.getManager().arange(first, end, 1, DataType.INT64);
  }
}
