package graft.recipe.generate;

import java.util.List;
import java.util.Optional;

/**
 * A further part of a text.
 *
 * @param prompt which one it comes after, from 0
 * @param sequence which text after it, from 0
 * @param text whole characters, perhaps none
 * @param tokens those that came since the last part, if log-probabilities were asked for
 * @param finishReason of the last part
 */
public record TextDelta(
    int prompt, int sequence, String text, List<ToldToken> tokens, Optional<String> finishReason) {
  public TextDelta {
    tokens = List.copyOf(tokens);
  }
}
