package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import graft.site.EmbeddingAdapter;
import graft.site.Pass;
import graft.tensor.Ops;

/**
 * Affine coupling (Dinh et al. 2017, Kingma and Dhariwal 2018): {@code y1 = e(a2) ⊙ x1 + c2} with
 * {@code (a2, c2) = s2(x2)}, then {@code y2 = e(a1) ⊙ x2 + c1} with {@code (a1, c1) = s1(y1)}.
 *
 * <p>The reference library's block cannot run: it cuts the wrong dimension and leaves s2 out going
 * forward (D6). This is the coupling that its tensors are shaped for.
 *
 * @param left width of the first half; s1 leads from it to twice the second, s2 back
 */
public record Glow(long left, Subnetwork s1, Subnetwork s2) implements EmbeddingAdapter {
  /** Bounds the logarithm of a scale: to 5 · 0.636 · π/2, which is about 5. */
  private static final double CLAMP = 5.0;

  /** A scale, its exponential taken, and a shift. */
  private record Affine(NDArray scale, NDArray shift) {
    static Affine of(NDArray both) {
      Halves halves = Halves.of(both, both.getShape().get(both.getShape().dimension() - 1) / 2);
      NDArray bounded = Ops.atan(Ops.scale(halves.first(), 1 / CLAMP));
      return new Affine(Ops.exp(Ops.scale(bounded, CLAMP * 0.636)), halves.second());
    }

    NDArray forward(NDArray x) {
      return Ops.add(Ops.mul(x, scale), shift);
    }

    NDArray inverse(NDArray y) {
      return Ops.div(Ops.sub(y, shift), scale);
    }
  }

  @Override
  public NDArray forward(NDArray embedded, Pass pass) {
    Halves x = Halves.of(embedded, left);
    NDArray y1 = Affine.of(s2.of(x.second())).forward(x.first());
    NDArray y2 = Affine.of(s1.of(y1)).forward(x.second());
    return new Halves(y1, y2).joined();
  }

  @Override
  public NDArray inverse(NDArray hidden, Pass pass) {
    Halves y = Halves.of(hidden, left);
    NDArray x2 = Affine.of(s1.of(y.first())).inverse(y.second());
    NDArray x1 = Affine.of(s2.of(x2)).inverse(y.first());
    return new Halves(x1, x2).joined();
  }
}
