package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import graft.site.SiteId;
import graft.tensor.Init;
import graft.tensor.Ops;

/**
 * Gates that are learned from the input (UniPELT, Mao et al. 2022): {@code g = mean over S of σ(W x
 * + c)}, one number an example and gate. Padding positions count, as in the reference (D16).
 *
 * @param weight (gates, in)
 * @param bias (gates)
 */
public record Gate(NDArray weight, NDArray bias) {
  /** Why no other text may stand in a row. */
  public static final String WHOLE_ROWS = "use_gating learns gates that are means over a whole row";

  public static Gate create(Modules modules, SiteId site, long in, Init biasInit) {
    return create(modules, site, 1, in, biasInit);
  }

  /** As many gates. */
  public static Gate create(Modules modules, SiteId site, int gates, long in, Init biasInit) {
    return new Gate(
        modules.create(site, "gate.weight", new Init.Normal(0.02), gates, in),
        modules.create(site, "gate.bias", biasInit, gates));
  }

  /** The gates of {@code x} (B, S, in): (B, 1, gates). */
  public NDArray of(NDArray x) {
    return Ops.mean(Ops.sigmoid(Ops.linear(x, weight, bias)), 1);
  }
}
