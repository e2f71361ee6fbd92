package graft.recipe.generate;

import java.util.List;
import java.util.Optional;

/**
 * A prompt as the model reads it.
 *
 * @param text that was tokenized; of ready ids theirs
 * @param tokens as the vocabulary spells them
 * @param assistant for each token whether the assistant says it; empty if that is not known, or
 *     there is no conversation
 * @param endOfTurn what else than an end token ends an answer to it
 */
public record ReadPrompt(
    String text,
    List<Integer> ids,
    List<String> tokens,
    Optional<List<Integer>> assistant,
    Optional<String> endOfTurn) {
  public ReadPrompt {
    ids = List.copyOf(ids);
    tokens = List.copyOf(tokens);
    assistant = assistant.map(List::copyOf);
  }
}
