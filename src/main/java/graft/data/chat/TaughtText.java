package graft.data.chat;

import graft.template.run.Span;
import java.util.List;

/**
 * A text and what of it is learned.
 *
 * @param learned in order and apart from each other
 * @param isMarked whether a template says where what is learned ends, and nobody else
 */
public record TaughtText(String text, List<Span> learned, boolean isMarked) {
  public TaughtText {
    learned = List.copyOf(learned);
  }
}
