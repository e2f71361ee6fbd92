package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.tensor.Gradients;
import graft.tensor.Ops;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Weight-decomposed low-rank adaptation (Liu et al. 2024) as PEFT computes it: {@code y = f ⊙ (W x
 * + Δ x) + b} with {@code f = m / ‖W + Δ‖} by rows, where the lengths are constants for gradients,
 * as the paper proposes. What is dropped of the input is dropped of what {@code f} changes alone,
 * not of {@code W x} itself.
 *
 * @param magnitude m: (out)
 * @param frozen W: (out, in)
 * @param bias (out), which is not rescaled; null where there is none
 */
public record Dora(
    Additive around, NDArray magnitude, Supplier<NDArray> frozen, @Nullable NDArray bias)
    implements Mergeable {
  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    NDArray input = around.input(x, pass);
    NDArray projected = base.apply(x);
    NDArray dropped = input.equals(x) ? projected : base.apply(input);
    NDArray plain = bias == null ? dropped : Ops.sub(dropped, bias);
    NDArray factor = factor(frozen.get());
    NDArray more =
        Ops.add(Ops.mul(plain, Ops.sub(factor, one())), Ops.mul(around.of(input), factor));
    return Ops.add(projected, more);
  }

  /** Made where the magnitudes are: a number of the host's would have a card waited for. */
  private NDArray one() {
    return magnitude.getManager().ones(new Shape());
  }

  private NDArray factor(NDArray weight) {
    NDArray lengths = Gradients.off(() -> lengths(weight, around));
    return Ops.div(magnitude, lengths);
  }

  /** {@code ‖W + Δ‖} of each row, in float32: what the magnitudes start as. */
  public static NDArray lengths(NDArray weight, Additive around) {
    return Ops.rowNorms(Ops.add(Ops.toFloat(weight), around.delta()));
  }

  @Override
  public LinearWeights merge(LinearWeights base) {
    NDArray rows = factor(base.weight()).reshape(new Shape(-1, 1));
    return base.withWeight(Ops.mul(Ops.add(base.weight(), around.delta()), rows));
  }
}
