package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.tensor.Ops;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A projection with another bias, and with what else sits around it. Both biases are (out).
 *
 * @param bias takes the place of the base model's, {@code frozen}
 */
record BiasTuning(Optional<Mergeable> around, NDArray bias, NDArray frozen) implements Mergeable {
  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    NDArray projected =
        around.map(adapter -> adapter.forward(x, base, pass)).orElseGet(() -> base.apply(x));
    return Ops.add(projected, Ops.sub(bias, frozen));
  }

  @Override
  public LinearWeights merge(LinearWeights base) {
    NDArray weight = around.map(adapter -> adapter.merge(base)).orElse(base).weight();
    return new LinearWeights(weight, bias);
  }
}
