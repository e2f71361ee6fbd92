package graft.data.chat;

import graft.template.run.Span;
import java.util.List;

/**
 * What the assistant says in one turn.
 *
 * @param text of the conversation up to this turn
 * @param spans of it that are this turn's, in order
 * @param isMarked whether the template says so itself
 */
record Answer(String text, List<Span> spans, boolean isMarked) {
  Answer {
    spans = List.copyOf(spans);
  }

  /** The text as far as this turn is learned; what a template puts behind it may change. */
  String upToItsEnd() {
    return text.substring(0, spans.getLast().end());
  }
}
