package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.tensor.Ops;
import java.util.function.UnaryOperator;

/**
 * An adapter of a weight that has lost what the adapter started with, so that both together began
 * as the model (PiSSA, Meng et al. 2024; OLoRA, Büyükakyüz 2024): everything is as if {@code W - s
 * B₀ A₀} were the weight.
 *
 * @param initial B₀ and A₀, which stay as they are
 */
public record SplitWeight(Mergeable around, LowRank initial) implements Mergeable {
  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    return around.forward(x, input -> Ops.sub(base.apply(input), initial.of(input)), pass);
  }

  /** The weight that is left. */
  public static NDArray rest(LinearSite site, LowRank initial) {
    return Ops.sub(Ops.toFloat(site.weights().weight()), initial.delta());
  }

  @Override
  public LinearWeights merge(LinearWeights base) {
    return around.merge(base.withWeight(Ops.sub(base.weight(), initial.delta())));
  }
}
