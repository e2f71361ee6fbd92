package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.tensor.Ops;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A low-rank term whose B has a bias (PEFT's {@code lora_bias}): {@code W x + b + scale · (B A
 * drop(x) + c)}. A projection without a bias has nothing to merge c into.
 *
 * @param c (out)
 */
public record BiasedLowRank(LowRank lowRank, NDArray c) implements Mergeable {
  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    return Ops.add(lowRank.forward(x, base, pass), Ops.scale(c, lowRank.scale()));
  }

  @Override
  public LinearWeights merge(LinearWeights base) {
    NDArray bias = Ops.add(Objects.requireNonNull(base.bias()), Ops.scale(c, lowRank.scale()));
    return new LinearWeights(lowRank.merge(base).weight(), bias);
  }
}
