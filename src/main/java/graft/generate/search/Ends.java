package graft.generate.search;

import java.util.List;
import java.util.OptionalInt;

/**
 * The tokens that end a text, and those that a model's files force.
 *
 * @param tokens any of them ends a text
 * @param forcedFirst the first new token, whatever the scores are (BART's {@code
 *     forced_bos_token_id})
 * @param forcedLast the tokens of which one is the last, where the most tokens are reached ({@code
 *     forced_eos_token_id})
 */
public record Ends(List<Integer> tokens, OptionalInt forcedFirst, List<Integer> forcedLast) {
  public Ends {
    tokens = List.copyOf(tokens);
    forcedLast = List.copyOf(forcedLast);
  }

  /** Nothing is forced. */
  public static Ends by(List<Integer> tokens) {
    return new Ends(tokens, OptionalInt.empty(), List.of());
  }
}
