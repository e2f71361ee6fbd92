package graft.api.language.view;

import graft.recipe.generate.ToldToken;
import graft.spec.Attribute;
import java.util.List;
import java.util.Optional;

/** Log-probabilities of the tokens of a chat's answer. */
public record ChatLogprobs(List<Token> content, Optional<List<Token>> refusal) {
  /** A token under the raw distribution. */
  public record Token(
      String token,
      double logprob,
      @Attribute("Of its text in UTF-8") List<Integer> bytes,
      List<Likely> topLogprobs) {}

  /** A token that might have come. */
  public record Likely(String token, double logprob, List<Integer> bytes) {}

  public static ChatLogprobs of(List<ToldToken> tokens) {
    return new ChatLogprobs(
        tokens.stream()
            .map(one ->
                new Token(
                    one.token(),
                    one.logprob(),
                    one.bytes(),
                    one.likeliest().stream()
                        .map(likely -> new Likely(likely.token(), likely.logprob(), likely.bytes()))
                        .toList()))
            .toList(),
        Optional.empty());
  }
}
