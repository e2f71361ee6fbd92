package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.tensor.Ops;

/** Hides padding from attention. */
final class PaddingMask {
  private PaddingMask() {}

  /**
   * The mask that is added to scores.
   *
   * @param attentionMask int64 (B, T): 1 for tokens, 0 for padding
   * @return (B, 1, 1, T) in the type of {@code like}: 0 where visible, the most negative finite
   *     float where hidden
   */
  static NDArray additive(NDArray attentionMask, NDArray like) {
    long batch = attentionMask.getShape().get(0);
    long length = attentionMask.getShape().get(1);
    NDArray visible =
        attentionMask.toType(DataType.FLOAT32, false).reshape(new Shape(batch, 1, 1, length));
    return Ops.castLike(Ops.scale(visible.sub(1), lowest()), like);
  }

  /** Magnitude of a float that bf16 can hold, too. */
  private static double lowest() {
    return 3.0e38;
  }
}
