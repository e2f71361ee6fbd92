package graft.site;

import ai.djl.ndarray.NDArray;
import graft.architecture.Layout;
import graft.tensor.Ops;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A projection with its frozen weights.
 *
 * @param layout how its file holds it, and what stands side by side in it
 */
public record LinearSite(SiteId id, LinearWeights weights, Layout layout) implements Site {
  /** A projection of its own, which its file holds as it is. */
  public LinearSite(SiteId id, LinearWeights weights) {
    this(id, weights, new Layout(false, List.of(id.role())));
  }

  /** Width of the input. */
  public long in() {
    return weights.weight().getShape().get(1);
  }

  /** Width of the output. */
  public long out() {
    return weights.weight().getShape().get(0);
  }

  /** (…, in) to (…, out), with what sits here. */
  public NDArray forward(NDArray x, Pass pass) {
    LinearWeights current = pass.setup().merged(id).orElse(weights);
    UnaryOperator<NDArray> base = input -> Ops.linear(input, current.weight(), current.bias());
    Optional<LinearAdapter> adapter = pass.setup().linear(id);
    return adapter.isPresent() ? adapter.get().forward(x, base, pass) : base.apply(x);
  }
}
