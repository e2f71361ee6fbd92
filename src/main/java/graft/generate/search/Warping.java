package graft.generate.search;

import graft.spec.Check;

/**
 * What is left to draw from.
 *
 * @param temperature what scores are divided by
 * @param topK as many of the likeliest, with those that are as likely as the last of them; 0: all
 * @param topP the fewest likeliest whose probabilities reach it together
 * @param minP those at least so probable, as a share of the likeliest one's probability
 */
public record Warping(double temperature, int topK, double topP, double minP) {
  public static final Warping NONE = new Warping(1, 0, 1, 0);

  public Warping {
    Check check = new Check();
    check.that(temperature > 0, "temperature", "must be above 0, not " + temperature);
    check.that(topK >= 0, "top_k", "must be at least 0, not " + topK);
    check.that(topP > 0 && topP <= 1, "top_p", "must be above 0 and at most 1, not " + topP);
    check.that(minP >= 0 && minP <= 1, "min_p", "must be from 0 to 1, not " + minP);
    check.done();
  }
}
