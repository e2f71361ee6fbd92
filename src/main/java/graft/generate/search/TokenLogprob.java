package graft.generate.search;

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

  public TokenLogprob {
    likeliest = List.copyOf(likeliest);
  }
}
