package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.site.Packing;
import graft.tensor.Ops;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which positions a query sees, beside that nobody sees padding.
 *
 * @param isCausal whether it sees none behind itself
 * @param window how many positions up to itself it sees, where these are not all
 */
public record Visibility(boolean isCausal, OptionalInt window) {
  /** Every position sees every other. */
  public static final Visibility FULL = new Visibility(false, OptionalInt.empty());

  /** A position sees itself and what comes before. */
  public static final Visibility CAUSAL = new Visibility(true, OptionalInt.empty());

  /** Of floats that bf16 can hold, too, one of the largest. */
  private static final double LOWEST = 3.0e38;

  /** A position sees itself and the {@code size - 1} before. */
  public static Visibility causalWindow(int size) {
    return new Visibility(true, OptionalInt.of(size));
  }

  /** A position sees those that are at most {@code distance} away. */
  public static Visibility around(int distance) {
    return new Visibility(false, OptionalInt.of(distance + 1));
  }

  /**
   * The mask that is added to scores.
   *
   * @param attentionMask int64 (B, T): 1 for tokens, 0 for padding
   * @return (B, 1, 1, T), or (B, 1, T, T) where it differs from query to query, in the type of
   *     {@code like}: 0 where visible, the most negative finite float where hidden
   */
  public NDArray mask(NDArray attentionMask, NDArray like) {
    return mask(attentionMask, Optional.empty(), like);
  }

  /**
   * The same for rows that hold several texts, of which none sees another.
   *
   * @return (B, 1, T, T) where they do
   */
  public NDArray mask(NDArray attentionMask, Optional<Packing> packing, NDArray like) {
    long batch = attentionMask.getShape().get(0);
    int length = (int) attentionMask.getShape().get(1);
    NDArray visible =
        attentionMask.toType(DataType.FLOAT32, false).reshape(new Shape(batch, 1, 1, length));
    if (isCausal || window.isPresent()) {
      visible = Ops.mul(visible, pairs(length, attentionMask.getManager()));
    }
    if (packing.isPresent()) {
      visible = Ops.mul(visible, together(packing.get().texts()));
    }
    return Ops.castLike(Ops.scale(visible.sub(1), LOWEST), like);
  }

  /** (B, 1, T, T): 1 where two tokens are of one text. */
  private static NDArray together(NDArray texts) {
    long batch = texts.getShape().get(0);
    long length = texts.getShape().get(1);
    return texts
        .reshape(new Shape(batch, 1, length, 1))
        .eq(texts.reshape(new Shape(batch, 1, 1, length)))
        .toType(DataType.FLOAT32, false);
  }

  /**
   * The mask of an encoder where padding itself sees nothing, so that it looks at everything alike.
   *
   * @param attentionMask int64 (B, T): 1 for tokens, 0 for padding
   * @return (B, 1, T, T) in the type of {@code like}
   */
  public static NDArray amongTokens(NDArray attentionMask, NDArray like) {
    long batch = attentionMask.getShape().get(0);
    long length = attentionMask.getShape().get(1);
    NDArray isToken = attentionMask.toType(DataType.FLOAT32, false);
    NDArray visible =
        Ops.mul(
            isToken.reshape(new Shape(batch, 1, length, 1)),
            isToken.reshape(new Shape(batch, 1, 1, length)));
    return Ops.castLike(Ops.scale(visible.sub(1), LOWEST), like);
  }

  /** (1, 1, T, T): 1 where the query of a row sees the key of a column, made on the device. */
  private NDArray pairs(int length, NDManager manager) {
    NDArray places = manager.arange(0, length, 1, DataType.INT64);
    NDArray distance =
        places.reshape(new Shape(length, 1)).sub(places.reshape(new Shape(1, length)));
    NDArray seen = isCausal ? distance.gte(0) : distance.gt(-reach(length));
    if (window.isPresent()) {
      seen = seen.logicalAnd(distance.lt(reach(length)));
    }
    return seen.toType(DataType.FLOAT32, false).reshape(new Shape(1, 1, length, length));
  }

  private int reach(int length) {
    return window.orElse(length);
  }
}
