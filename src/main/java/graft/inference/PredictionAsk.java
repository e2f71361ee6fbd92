package graft.inference;

import graft.spec.generation.GenerationChoice;
import graft.spec.job.SetupSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a request for predictions says.
 *
 * @param inputs rows as columns
 * @param setup which adapters are on; as in the adapter's training when absent
 * @param skipLayers layers in which no adapter is on
 * @param wanted parts of each answer; empty for what is usual
 * @param generation how a language model writes, if that was said
 */
public record PredictionAsk(
    List<Map<String, Object>> inputs,
    Optional<SetupSpec> setup,
    Set<Integer> skipLayers,
    Set<String> wanted,
    Optional<GenerationChoice> generation) {
  /** Parts of what a model makes of a text that is there. */
  private static final Set<String> SCORES =
      Set.of("labels", "probabilities", "logits", "all_logits");

  static final String LOGPROBS = "logprobs";
  static final String FIRST = "next_token_probabilities";

  public PredictionAsk {
    inputs = List.copyOf(inputs);
    skipLayers = Set.copyOf(skipLayers);
    wanted = Set.copyOf(wanted);
  }

  /** Whether parts are wanted that a model makes of a text which is there. */
  boolean wantsScores() {
    return wanted.stream().anyMatch(SCORES::contains);
  }

  /** Whether parts are wanted that only a model has which writes. */
  boolean wantsWriting() {
    return generation.isPresent() || wants(LOGPROBS) || wants(FIRST);
  }

  boolean wants(String part) {
    return wanted.contains(part);
  }
}
