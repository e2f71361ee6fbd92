package graft.data.chat;

import graft.chat.AnswerSpan;
import java.util.List;
import java.util.Optional;

/**
 * A text and what of it is learned.
 *
 * @param learned in order and apart from each other
 * @param isMarked whether a template says where what is learned ends, and nobody else
 * @param endOfTurn what else than a special token ends what is learned
 */
public record TaughtText(
    String text, List<AnswerSpan> learned, boolean isMarked, Optional<String> endOfTurn) {
  public TaughtText {
    learned = List.copyOf(learned);
  }

  /** Whether what is learned last ends with the words that end a turn. */
  boolean isEndedByWords() {
    String last = text.substring(0, learned.getLast().end()).stripTrailing();
    return endOfTurn.filter(last::endsWith).isPresent();
  }
}
