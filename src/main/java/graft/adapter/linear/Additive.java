package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.tensor.Ops;
import java.util.function.UnaryOperator;

/** What is added beside a projection and is linear in its input: {@code W x + b + Δ drop(x)}. */
public interface Additive extends Mergeable {
  /** {@code drop(x)}: the same whenever it is asked for in a pass. */
  NDArray input(NDArray x, Pass pass);

  /** {@code Δ x} of an input (B, S, in): (B, S, out). */
  NDArray of(NDArray input);

  /** Δ: (out, in). */
  NDArray delta();

  @Override
  default NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    return Ops.add(base.apply(x), of(input(x, pass)));
  }

  @Override
  default LinearWeights merge(LinearWeights base) {
    return base.withWeight(Ops.add(base.weight(), delta()));
  }
}
