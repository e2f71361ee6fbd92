package graft.generate.search;

import java.util.Map;

/**
 * What changes the scores of single tokens.
 *
 * @param repetition scores above 0 of tokens that occur in prompt or continuation are divided by
 *     it, others multiplied
 * @param noRepeatNgram no sequence of so many tokens comes twice; 0: off
 * @param presence taken off the score of each token that occurs in the continuation
 * @param frequency taken off for each time that it occurs there
 * @param bias added to a token's score
 */
public record Penalties(
    double repetition,
    int noRepeatNgram,
    double presence,
    double frequency,
    Map<Integer, Double> bias) {
  public static final Penalties NONE = new Penalties(1, 0, 0, 0, Map.of());

  public Penalties {
    bias = Map.copyOf(bias);
  }
}
