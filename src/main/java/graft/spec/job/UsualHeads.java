package graft.spec.job;

import graft.spec.job.HeadSpec.Pooling;

/**
 * The heads of a model that are not told otherwise.
 *
 * @param pooling the vector of a sequence that they look at
 * @param sequence of a whole sequence
 * @param tokens of every token
 */
public record UsualHeads(Pooling pooling, HeadSpec sequence, HeadSpec tokens) {
  /** The reference library's, over this vector. */
  public static UsualHeads over(Pooling pooling) {
    return new UsualHeads(pooling, HeadSpec.SEQUENCE, HeadSpec.TOKENS);
  }
}
