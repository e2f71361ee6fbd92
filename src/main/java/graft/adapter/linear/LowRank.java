package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.site.SiteId;
import graft.tensor.Ops;
import java.util.function.UnaryOperator;

/**
 * A low-rank term beside a projection: {@code W x + b + scale · B A drop(x)}, with A of shape (r,
 * in) and B of shape (out, r).
 */
public record LowRank(SiteId site, NDArray a, NDArray b, double scale, double dropout)
    implements Mergeable {
  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    return Ops.add(base.apply(x), Ops.scale(delta(x, pass), scale));
  }

  /** {@code B A drop(x)}. */
  public NDArray delta(NDArray x, Pass pass) {
    NDArray input = pass.masks().dropout(x, dropout, site.modulePath() + ".lora");
    return Ops.linear(Ops.linear(input, a), b);
  }

  @Override
  public LinearWeights merge(LinearWeights base) {
    NDArray delta = Ops.scale(Ops.matmul(b, a), scale);
    return base.withWeight(Ops.add(base.weight(), delta));
  }
}
