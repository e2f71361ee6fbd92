package graft.site;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** What a projection multiplies with: weight (out, in) and perhaps bias (out). */
public record LinearWeights(NDArray weight, @Nullable NDArray bias) {
  public LinearWeights withWeight(NDArray other) {
    return new LinearWeights(other, bias);
  }
}
