package graft.generate.search;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One finished continuation of a prompt.
 *
 * @param ids all new tokens, the end token included
 * @param score of beams: the sum of log-probabilities / length ^ length_penalty
 * @param logprobs one a token where they were asked for, else none
 * @param stopsAt where a stop string begins, in bytes of the tokens' text, special tokens included
 */
public record Sequence(
    List<Integer> ids,
    FinishReason reason,
    OptionalDouble score,
    List<TokenLogprob> logprobs,
    OptionalLong stopsAt) {
  public Sequence {
    ids = List.copyOf(ids);
    logprobs = List.copyOf(logprobs);
  }
}
