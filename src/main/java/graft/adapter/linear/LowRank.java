package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import graft.site.LinearWeights;
import graft.site.Pass;
import graft.site.SiteId;
import graft.tensor.Ops;
import java.util.function.UnaryOperator;

/**
 * A low-rank term beside a projection: {@code W x + b + scale · B A drop(x)}, with A of shape (r,
 * in) and B of shape (out, r).
 */
public record LowRank(SiteId site, NDArray a, NDArray b, double scale, double dropout)
    implements Additive {
  @Override
  public NDArray input(NDArray x, Pass pass) {
    return pass.masks().dropout(x, dropout, site.modulePath() + ".lora");
  }

  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    return base instanceof LinearWeights(NDArray weight, NDArray bias)
        ? Ops.lowRank(x, input(x, pass), weight, bias, new Ops.Factors(a, b, scale))
        : Additive.super.forward(x, base, pass);
  }

  @Override
  public NDArray of(NDArray input) {
    // Scaled where it is narrowest.
    return Ops.linear(Ops.scale(Ops.linear(input, a), scale), b);
  }

  /** {@code B A x}, not scaled. */
  public NDArray product(NDArray input) {
    return Ops.linear(Ops.linear(input, a), b);
  }

  @Override
  public NDArray delta() {
    return Ops.scale(product(), scale);
  }

  /** {@code B A}, not scaled. */
  public NDArray product() {
    return Ops.matmul(b, a);
  }
}
