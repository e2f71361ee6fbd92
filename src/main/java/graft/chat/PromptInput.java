package graft.chat;

import java.util.List;
import java.util.Optional;

/** What a language model is asked with. */
public sealed interface PromptInput {
  /**
   * A text.
   *
   * @param addSpecialTokens whether the tokens that the model expects around a text are added
   */
  record Text(String text, boolean addSpecialTokens) implements PromptInput {}

  /** Ready token ids, without padding. */
  record Ids(List<Integer> ids) implements PromptInput {
    public Ids {
      ids = List.copyOf(ids);
    }
  }

  /**
   * A conversation.
   *
   * @param template a Jinja text, or the name of a {@link BuiltInTemplate}; empty: the adapter's,
   *     else the model's
   * @param addSpecialTokens mostly not: the template writes them
   */
  record Chat(ChatPrompt prompt, Optional<String> template, boolean addSpecialTokens)
      implements PromptInput {}
}
