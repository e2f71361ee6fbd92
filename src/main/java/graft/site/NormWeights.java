package graft.site;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** What a norm scales and shifts with: weight, and perhaps a bias, both (H). */
public record NormWeights(NDArray weight, @Nullable NDArray bias) {
  public NormWeights withBias(NDArray other) {
    return new NormWeights(weight, other);
  }
}
