package graft.generate.search;

import java.util.Arrays;

/**
 * What the next token is drawn from: the softmax of scores (Holtzman et al. 2019 for top-p).
 *
 * @param probabilities (V), 0 for what cannot be drawn
 */
record Distribution(double[] probabilities) {
  static Distribution of(float[] scores, Warping warping) {
    float[] warped = scores.clone();
    for (int i = 0; i < warped.length; i++) {
      warped[i] = (float) (warped[i] / warping.temperature());
    }
    if (warping.topK() > 0 && warping.topK() < warped.length) {
      keepLargest(warped, warping.topK());
    }
    double[] shares = Softmax.of(warped);
    if (warping.topP() < 1) {
      keepMass(shares, warping.topP());
    }
    if (warping.minP() > 0) {
      double least = warping.minP() * Arrays.stream(shares).max().orElse(0);
      Arrays.setAll(shares, i -> shares[i] < least ? 0 : shares[i]);
    }
    return new Distribution(normalised(shares));
  }

  private static void keepLargest(float[] scores, int count) {
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    float least = sorted[sorted.length - count];
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] < least) {
        scores[i] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  /**
   * Keeps the fewest of the largest that reach {@code mass} together. All below the share that each
   * would have of the rest, were it spread evenly, are in the rest: so only the others are sorted.
   */
  private static void keepMass(double[] shares, double mass) {
    double surely = (1 - mass) / shares.length;
    int[] places = new int[shares.length];
    int count = 0;
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] >= surely) {
        places[count++] = i;
      }
    }
    int[] sorted = Descending.places(shares, Arrays.copyOf(places, count));
    double sum = 0;
    int kept = 0;
    while (kept < sorted.length && sum < mass) {
      sum += shares[sorted[kept++]];
    }
    double[] all = shares.clone();
    Arrays.fill(shares, 0);
    for (int i = 0; i < kept; i++) {
      shares[sorted[i]] = all[sorted[i]];
    }
  }

  private static double[] normalised(double[] shares) {
    double sum = Arrays.stream(shares).sum();
    Arrays.setAll(shares, i -> shares[i] / sum);
    return shares;
  }

  /**
   * @param unit uniform in [0, 1)
   */
  int draw(double unit) {
    double sum = 0;
    int last = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (probabilities[i] > 0) {
        sum += probabilities[i];
        last = i;
        if (unit < sum) {
          return i;
        }
      }
    }
    return last;
  }
}
