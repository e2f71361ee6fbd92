package graft.site;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A projection, {@code x Wᵀ + b}: weight (out, in) and perhaps bias (out). */
public record LinearWeights(NDArray weight, @Nullable NDArray bias)
    implements UnaryOperator<NDArray> {
  /** (…, in) to (…, out). */
  @Override
  public NDArray apply(NDArray x) {
    return Ops.linear(x, weight, bias);
  }

  public LinearWeights withWeight(NDArray other) {
    return new LinearWeights(other, bias);
  }
}
