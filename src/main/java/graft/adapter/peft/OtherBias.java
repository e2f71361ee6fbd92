package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.site.NormAdapter;
import graft.site.NormWeights;
import graft.tensor.Ops;

/** A norm with another bias (H). */
record OtherBias(NDArray bias) implements NormAdapter {
  @Override
  public NormWeights of(NormWeights base) {
    return base.withBias(Ops.castLike(bias, base.weight()));
  }
}
