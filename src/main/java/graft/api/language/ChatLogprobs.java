package graft.api.language;

import graft.recipe.generate.ToldToken;
import graft.spec.Attribute;
import java.util.List;
import java.util.Optional;

/** Log-probabilities of the tokens of a chat's answer. */
record ChatLogprobs(List<Token> content, Optional<List<Token>> refusal) {
  /** A token under the raw distribution. */
  record Token(
      String token,
      double logprob,
      @Attribute("Of its text in UTF-8") List<Integer> bytes,
      List<Likely> topLogprobs) {}

  /** A token that might have come. */
  record Likely(String token, double logprob, List<Integer> bytes) {}

  static ChatLogprobs of(List<ToldToken> tokens) {
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
