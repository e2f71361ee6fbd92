package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.tensor.Ops;
import java.util.function.UnaryOperator;

/**
 * The output of a projection rescaled: {@code (W x + b) ⊙ (alpha · l)}, with l of shape (out, 1).
 */
public record Ia3Module(NDArray l, double alpha) implements Mergeable {
  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    return Ops.mul(base.apply(x), Ops.scale(row(), alpha));
  }

  /** l as (out). */
  public NDArray row() {
    return l.reshape(new Shape(l.getShape().get(0)));
  }

  @Override
  public LinearWeights merge(LinearWeights base) {
    NDArray weight = Ops.mul(base.weight(), Ops.scale(l, alpha));
    return new LinearWeights(
        weight, base.bias() == null ? null : Ops.mul(base.bias(), Ops.scale(row(), alpha)));
  }
}
