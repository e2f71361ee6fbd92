package graft.site;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.tensor.Ops;

/**
 * What an attention module looks at: key and value (B, heads, T, d), and the mask that is added to
 * the scores, broadcast to (B, heads, S, T): 0 for visible, the most negative float for hidden.
 */
public record KeyValue(NDArray key, NDArray value, NDArray mask) {
  /**
   * With more positions before these, which every query sees.
   *
   * @param moreKey (B, heads, P, d)
   * @param moreValue (B, heads, P, d)
   */
  public KeyValue preceded(NDArray moreKey, NDArray moreValue) {
    return new KeyValue(
        Ops.concat(moreKey, key, 2),
        Ops.concat(moreValue, value, 2),
        Ops.concat(visible(moreKey.getShape().get(2)), mask, -1));
  }

  /** As many columns of the mask. */
  private NDArray visible(long columns) {
    long[] shape = mask.getShape().getShape().clone();
    shape[shape.length - 1] = columns;
    return Ops.castLike(mask.getManager().zeros(new Shape(shape)), mask);
  }
}
