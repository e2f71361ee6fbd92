package graft.recipe.generate;

import java.util.List;
import java.util.Map;

/**
 * What is wanted of single tokens.
 *
 * @param presence taken off the score of each token that was generated already
 * @param frequency taken off for each time
 * @param bias added to a token's score
 * @param stops further tokens that end a text
 * @param ignoresEnd whether the model's own end tokens do not
 */
public record TokenWishes(
    double presence,
    double frequency,
    Map<Integer, Double> bias,
    List<Integer> stops,
    boolean ignoresEnd) {
  public static final TokenWishes NONE = new TokenWishes(0, 0, Map.of(), List.of(), false);

  public TokenWishes {
    bias = Map.copyOf(bias);
    stops = List.copyOf(stops);
  }
}
