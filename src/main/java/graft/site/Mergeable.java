package graft.site;

import graft.tensor.Ops;

/** A linear adapter that can be folded into the weights of its projection. */
public interface Mergeable extends LinearAdapter {
  /**
   * New weights beside the old ones, so that the projection alone gives what the adapted one gave.
   */
  LinearWeights merge(LinearWeights base);

  /** The same in float32, whatever the base's type: the sum is rounded once, where it is kept. */
  default LinearWeights mergeInFloat(LinearWeights base) {
    return merge(
        new LinearWeights(
            Ops.toFloat(base.weight()), base.bias() == null ? null : Ops.toFloat(base.bias())));
  }
}
