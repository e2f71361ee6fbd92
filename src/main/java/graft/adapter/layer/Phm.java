package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;
import org.jspecify.annotations.Nullable;

/**
 * A parameterized hypercomplex multiplication (Zhang et al. 2021): {@code y = x M + b} with {@code
 * M = Σ kron(C_i, W_i)} over n terms.
 *
 * @param rule C (n, n, n)
 * @param terms W (n, in/n, out/n)
 * @param bias (out)
 */
record Phm(Matrices rule, Matrices terms, @Nullable NDArray bias) implements Projection {
  @Override
  public NDArray of(NDArray x) {
    return Ops.linear(x, weight(), bias);
  }

  /** M transposed: (out, in), as a dense projection would have it. */
  NDArray weight() {
    return Ops.kroneckerSum(rule.value(), terms.value());
  }
}
