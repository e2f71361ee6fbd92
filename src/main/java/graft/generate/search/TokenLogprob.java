package graft.generate.search;

import java.util.Arrays;
import java.util.List;

/**
 * A chosen token and its log-probability under the raw distribution, before any processing.
 *
 * @param likeliest the likeliest tokens of that step, the likeliest first, as many as were asked
 *     for
 */
public record TokenLogprob(int token, double logprob, List<Candidate> likeliest) {
  /** A token that might have been chosen. */
  public record Candidate(int token, double logprob) {}

  /**
   * What is told of a token under the raw distribution.
   *
   * @param logits (V)
   */
  public static TokenLogprob of(int token, float[] logits, int likeliest) {
    double normaliser = Softmax.logSum(logits);
    return new TokenLogprob(
        token,
        logits[token] - normaliser,
        Arrays.stream(Descending.largest(logits, likeliest))
            .mapToObj(place -> new Candidate(place, logits[place] - normaliser))
            .toList());
  }

  public TokenLogprob {
    likeliest = List.copyOf(likeliest);
  }
}
