package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import graft.site.SiteId;
import graft.tensor.Init;
import graft.tensor.Ops;

/**
 * A gate that is learned from the input (UniPELT, Mao et al. 2022): {@code g = mean over S of σ(W x
 * + c)}, one number an example. Padding positions count, as in the reference (D16).
 *
 * @param weight (1, in)
 * @param bias (1)
 */
public record Gate(NDArray weight, NDArray bias) {
  public static Gate create(Modules modules, SiteId site, long in, Init biasInit) {
    return new Gate(
        modules.create(site, "gate.weight", new Init.Normal(0.02), 1, in),
        modules.create(site, "gate.bias", biasInit, 1));
  }

  /** The gate of {@code x} (B, S, in): (B, 1, 1). */
  public NDArray of(NDArray x) {
    return Ops.mean(Ops.sigmoid(Ops.linear(x, weight, bias)), 1);
  }
}
