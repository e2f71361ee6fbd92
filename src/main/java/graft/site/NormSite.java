package graft.site;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;

/** A layer norm with its frozen weights. */
public record NormSite(SiteId id, NormWeights weights, double eps) implements Site {
  /** (…, H) to (…, H), with what sits here. */
  public NDArray forward(NDArray x, Pass pass) {
    NormWeights current = pass.setup().norm(id).map(adapter -> adapter.of(weights)).orElse(weights);
    return Ops.layerNorm(x, current.weight(), current.bias(), eps);
  }
}
