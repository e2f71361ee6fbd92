package graft.site;

/** A linear adapter that can be folded into the weights of its projection. */
public interface Mergeable extends LinearAdapter {
  /**
   * New weights beside the old ones, so that the projection alone gives what the adapted one gave.
   */
  LinearWeights merge(LinearWeights base);
}
