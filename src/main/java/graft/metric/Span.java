package graft.metric;

import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The tokens of an answer.
 *
 * @param first and {@code last}, both inclusive; both 0, the first special token, where there is no
 *     answer
 * @param score the sum of the two ends' logits
 */
public record Span(int first, int last, double score) {
  /** Longest answer, in tokens: the reference's. */
  private static final int MOST = 30;

  /**
   * The best answer: the span with the highest sum, unless the first special token has a higher
   * one.
   *
   * @param isPossible whether an answer may hold a token
   */
  public static Span best(float[] starts, float[] ends, IntPredicate isPossible) {
    Span none = none(starts, ends);
    return within(starts, ends, isPossible)
        .filter(span -> span.score() > none.score())
        .orElse(none);
  }

  /** The first special token: no answer. */
  public static Span none(float[] starts, float[] ends) {
    return new Span(0, 0, (double) starts[0] + ends[0]);
  }

  /** The span with the highest sum; empty if no token may answer. */
  public static Optional<Span> within(float[] starts, float[] ends, IntPredicate isPossible) {
    Span best = new Span(0, 0, Double.NEGATIVE_INFINITY);
    for (int first = 1; first < starts.length; first++) {
      int last = first;
      while (last < ends.length && last < first + MOST && isPossible.test(last)) {
        double score = (double) starts[first] + ends[last];
        if (score > best.score()) {
          best = new Span(first, last, score);
        }
        last++;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** Start (0) or end (1) scores of a row. */
  public static float[] side(float[] logits, int from, int length, int side) {
    float[] scores = new float[length];
    for (int i = 0; i < length; i++) {
      scores[i] = logits[2 * (from + i) + side];
    }
    return scores;
  }

  public boolean isEmpty() {
    return last == 0;
  }

  /** The share of tokens that two spans have in common, as F1; 1 where neither is an answer. */
  public double f1(Span other) {
    int shared = Math.min(last, other.last) - Math.max(first, other.first) + 1;
    int all = size() + other.size();
    return Math.max(0, shared) * 2.0 / all;
  }

  public boolean covers(Span other) {
    return first == other.first && last == other.last;
  }

  private int size() {
    return last - first + 1;
  }
}
