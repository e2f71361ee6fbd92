package graft.model;

import ai.djl.ndarray.NDArray;

/**
 * Some tokens of a batch.
 *
 * @param indices int64 (N), counted over all rows of text
 * @param beginBefore whether each row has one place more, which comes first: that of the virtual
 *     token just before its text
 */
public record TokenPlaces(NDArray indices, boolean beginBefore) {
  /** Of texts alone. */
  public static TokenPlaces of(NDArray indices) {
    return new TokenPlaces(indices, false);
  }
}
