package graft.generate.search;

import graft.spec.generation.EarlyStopping;

/** How tokens are chosen from processed scores. */
public sealed interface Strategy {
  /** The likeliest, each time. */
  record Greedy() implements Strategy {}

  /**
   * Drawn.
   *
   * @param seed what is drawn is a pure function of it, the number of the text and the step
   * @param sequences texts of one prompt
   */
  record Sampling(Warping warping, long seed, int sequences) implements Strategy {}

  /**
   * The likeliest texts.
   *
   * @param returned how many of them, at most {@code beams}
   */
  record Beams(int beams, double lengthPenalty, EarlyStopping earlyStopping, int returned)
      implements Strategy {}
}
