package graft.site;

import ai.djl.ndarray.NDArray;

/** What may extend the keys and values of an attention module. */
@FunctionalInterface
public interface KeyValueAdapter {
  /**
   * Keys, values and mask to use instead.
   *
   * @param query the tensor that enters the attention module (B, S, H)
   */
  KeyValue extend(KeyValue keyValue, NDArray query, Pass pass);
}
