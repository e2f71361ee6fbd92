package graft.site;

import ai.djl.ndarray.NDArray;

/** What a layer norm scales and shifts with: weight and bias, both (H). */
public record NormWeights(NDArray weight, NDArray bias) {
  public NormWeights withBias(NDArray other) {
    return new NormWeights(weight, other);
  }
}
