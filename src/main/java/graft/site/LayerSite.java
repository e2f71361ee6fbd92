package graft.site;

import ai.djl.ndarray.NDArray;

/**
 * Behind a whole layer, its norms and all adapters in it.
 *
 * @param width H
 */
public record LayerSite(SiteId id, long width) implements Site {
  /** The hidden states (B, S, H) with what sits here. */
  public NDArray forward(NDArray hidden, Pass pass) {
    return pass.setup().layer(id).map(adapter -> adapter.change(hidden, pass)).orElse(hidden);
  }
}
