package graft.site;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A projection with its frozen weights. */
public record LinearSite(SiteId id, LinearWeights weights) implements Site {
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
