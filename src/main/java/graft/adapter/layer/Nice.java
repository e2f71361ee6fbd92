package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import graft.site.EmbeddingAdapter;
import graft.site.Pass;
import graft.tensor.Ops;

/**
 * Additive coupling (Dinh et al. 2015): {@code y1 = x1 + F(x2)}, {@code y2 = x2 + G(y1)}.
 *
 * @param left width of the first half; F leads to it, G from it
 */
public record Nice(long left, Subnetwork f, Subnetwork g) implements EmbeddingAdapter {
  @Override
  public NDArray forward(NDArray embedded, Pass pass) {
    Halves x = Halves.of(embedded, left);
    NDArray y1 = Ops.add(x.first(), f.of(x.second()));
    NDArray y2 = Ops.add(x.second(), g.of(y1));
    return new Halves(y1, y2).joined();
  }

  @Override
  public NDArray inverse(NDArray hidden, Pass pass) {
    Halves y = Halves.of(hidden, left);
    NDArray x2 = Ops.sub(y.second(), g.of(y.first()));
    NDArray x1 = Ops.sub(y.first(), f.of(x2));
    return new Halves(x1, x2).joined();
  }
}
