package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import graft.site.LinearAdapter;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A projection by weights that an adapter was folded into, which are made when a pass needs them
 * and are gone behind it: for a single pass in the memory of one projection.
 */
public record Folded(Mergeable adapter, LinearWeights base) implements LinearAdapter {
  /** In the base's type, and without what was needed on the way. */
  public LinearWeights weights() {
    List<NDArray> bias = new ArrayList<>();
    NDArray weight =
        Scope.part(
            () -> {
              LinearWeights made = adapter.mergeInFloat(base);
              if (made.bias() != null) {
                bias.add(Ops.castLike(made.bias(), base.weight()));
              }
              return Ops.castLike(made.weight(), base.weight());
            },
            () -> bias);
    return new LinearWeights(weight, bias.isEmpty() ? null : bias.getFirst());
  }

  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> own, Pass pass) {
    return Scope.part(
        () -> {
          LinearWeights folded = weights();
          return Ops.linear(x, folded.weight(), folded.bias());
        },
        List::of);
  }
}
