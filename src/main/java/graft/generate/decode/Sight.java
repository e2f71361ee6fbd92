package graft.generate.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.tensor.Ops;
import java.util.OptionalInt;

/**
 * What the next tokens of texts see that begin at the same column: what stands before the text, and
 * of the text what comes up to themselves.
 *
 * @param before keys before the text
 * @param past tokens that were read before
 * @param next tokens that are read now
 * @param late how many of the last keys up to itself a token does not see
 * @param window how many positions up to itself a token sees, where these are not all
 * @param isBeforeFar whether what stands before the text has positions, so that the window leaves
 *     it behind
 */
record Sight(int before, int past, int next, int late, OptionalInt window, boolean isBeforeFar) {
  /** Of floats that bf16 can hold, too, one of the largest. */
  static final double HIDDEN = -3.0e38;

  /** Whether all is seen but, with nothing before them, what comes behind each. */
  boolean isPlain() {
    return late == 0 && isInWindow() && (next == 1 || before + past == 0);
  }

  private boolean isInWindow() {
    return window.isEmpty() || before + past + next <= window.getAsInt();
  }

  /** The mask (1, 1, next, before + past + next) in the type of {@code like}. */
  NDArray mask(NDManager manager, NDArray like) {
    int all = before + past + next;
    NDArray asks = manager.arange(past, past + next, 1, DataType.INT64).reshape(new Shape(next, 1));
    NDArray keys = manager.arange(-before, all - before, 1, DataType.INT64);
    NDArray distance = asks.sub(keys.reshape(new Shape(1, all)));
    NDArray seen = distance.gte(late);
    if (!isInWindow()) {
      seen = seen.logicalAnd(near(distance, keys));
    }
    NDArray hidden = Ops.scale(seen.toType(DataType.FLOAT32, false).sub(1), -HIDDEN);
    return Ops.castLike(hidden.reshape(new Shape(1, 1, next, all)), like);
  }

  private NDArray near(NDArray distance, NDArray keys) {
    NDArray near = distance.lt(window.orElseThrow());
    return isBeforeFar ? near : near.logicalOr(keys.lt(0).reshape(new Shape(1, keys.size())));
  }
}
