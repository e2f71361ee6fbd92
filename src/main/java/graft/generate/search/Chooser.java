package graft.generate.search;

import graft.tensor.random.SplitMix;

/** Chooses one token by its processed scores. */
sealed interface Chooser {
  /**
   * @param sequence which text of the prompt, from 0
   * @param step which new token of it, from 0
   */
  int choose(float[] scores, int sequence, int step);

  /** The first of the likeliest. */
  record Likeliest() implements Chooser {
    @Override
    public int choose(float[] scores, int sequence, int step) {
      int best = 0;
      for (int i = 1; i < scores.length; i++) {
        if (scores[i] > scores[best]) {
          best = i;
        }
      }
      return best;
    }
  }

  /** Drawn by a number that is a pure function of seed, sequence and step. */
  record Drawn(Warping warping, long seed) implements Chooser {
    @Override
    public int choose(float[] scores, int sequence, int step) {
      long stream = SplitMix.mix(seed + SplitMix.GOLDEN_GAMMA) + sequence * SplitMix.GOLDEN_GAMMA;
      double unit = new SplitMix(SplitMix.mix(stream)).unit(step);
      return Distribution.of(scores, warping).draw(unit);
    }
  }
}
