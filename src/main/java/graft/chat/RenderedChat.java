package graft.chat;

import java.util.List;
import java.util.Optional;

/**
 * A conversation as the model reads it.
 *
 * @param answers what the assistant says, in UTF-16 units of the text, in order and apart from each
 *     other; empty if neither the template marks it nor its texts begin alike
 */
public record RenderedChat(String text, Optional<List<AnswerSpan>> answers) {
  public RenderedChat {
    answers = answers.map(List::copyOf);
  }
}
