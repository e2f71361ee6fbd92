package graft.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.tensor.Ops;

/** What a head's scores are compared with, and how: sums over the targets, 0-d float32 tensors. */
sealed interface Loss {
  /**
   * @param logits float32 (…, outputs)
   * @param labelSmoothing for losses over classes of which one is right; the others have none
   */
  NDArray of(NDArray logits, NDArray targets, double labelSmoothing);

  /** One class of several: int64 targets (…), of which {@link Head#IGNORED} do not count. */
  record OneOfClasses() implements Loss {
    @Override
    public NDArray of(NDArray logits, NDArray targets, double labelSmoothing) {
      long classes = logits.getShape().get(logits.getShape().dimension() - 1);
      return Ops.crossEntropy(
          logits.reshape(new Shape(-1, classes)), targets.flatten(), Head.IGNORED, labelSmoothing);
    }
  }

  /** Any number of classes: binary cross-entropy over float32 targets (B, classes) of 0 and 1. */
  record EachClass() implements Loss {
    @Override
    public NDArray of(NDArray logits, NDArray targets, double labelSmoothing) {
      return Ops.binaryCrossEntropy(logits, targets);
    }
  }

  /** A number: squared error over float32 targets (B). */
  record SquaredError() implements Loss {
    @Override
    public NDArray of(NDArray logits, NDArray targets, double labelSmoothing) {
      return Ops.squaredError(logits.reshape(targets.getShape()), targets);
    }
  }

  /**
   * First and last token of an answer within the input, logits (B, S, 2): the mean of two
   * cross-entropies over int64 targets (B, 2), where a place behind the sequence does not count.
   */
  record Ends() implements Loss {
    @Override
    public NDArray of(NDArray logits, NDArray targets, double labelSmoothing) {
      return Ops.scale(Ops.add(side(logits, targets, 0), side(logits, targets, 1)), 0.5);
    }

    /** The cross-entropy of first (0) or last (1) tokens over all places of the sequence. */
    private static NDArray side(NDArray logits, NDArray targets, int side) {
      long rows = logits.getShape().get(0);
      long length = logits.getShape().get(1);
      NDArray scores = Ops.slice(logits, 2, side, side + 1).reshape(new Shape(rows, length));
      NDArray places = Ops.slice(targets, 1, side, side + 1).reshape(new Shape(rows));
      return Ops.crossEntropy(scores, places.clip(0, length), length, 0);
    }
  }
}
