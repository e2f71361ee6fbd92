package graft.recipe.generate;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One text.
 *
 * @param ids all that was generated, the end token included
 * @param finishReason {@code stop} or {@code length}
 * @param score of beams
 * @param logprobs one a token, if they were asked for
 */
public record GeneratedText(
    String text,
    List<Integer> ids,
    String finishReason,
    OptionalDouble score,
    List<ToldToken> logprobs) {
  public GeneratedText {
    ids = List.copyOf(ids);
    logprobs = List.copyOf(logprobs);
  }
}
