package graft.data.chat;

import graft.spec.job.LossOn;
import graft.template.Conversation.Ending;
import graft.template.run.Rendering;
import graft.template.run.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * What of conversations a model learns, and where it stands in their text.
 *
 * @param chat how they become text
 */
public record Teaching(ChatText chat, LossOn lossOn) {
  /**
   * The texts that a conversation is learned by: one, or one for each turn where the template
   * writes a turn otherwise as soon as others follow.
   *
   * @throws IllegalArgumentException if there is nothing to learn, or no place of it for sure
   */
  public List<TaughtText> of(Dialogue dialogue) {
    List<Integer> learned = dialogue.learned(lossOn);
    if (learned.isEmpty()) {
      throw new IllegalArgumentException(nothing(dialogue));
    }
    return lossOn == LossOn.ALL
        ? List.of(everything(dialogue, learned))
        : answers(dialogue, learned);
  }

  private String nothing(Dialogue dialogue) {
    boolean isSilent = dialogue.ofAssistant(0).findAny().isEmpty();
    return isSilent && lossOn != LossOn.ALL
        ? "the assistant says nothing, so that there is nothing to learn"
        : "every message that could be learned has weight 0 or \"train\": false";
  }

  private List<TaughtText> answers(Dialogue dialogue, List<Integer> learned) {
    Rendering whole = chat.render(dialogue, dialogue.turns().size(), Ending.MESSAGE);
    List<Answer> answers = new Answers(chat, dialogue, whole).of(learned);
    boolean areAllInWhole =
        answers.stream().allMatch(answer -> whole.text().startsWith(answer.upToItsEnd()));
    if (!areAllInWhole) {
      return answers.stream()
          .map(answer -> new TaughtText(answer.text(), answer.spans(), answer.isMarked()))
          .toList();
    }
    List<Span> spans = answers.stream().flatMap(answer -> answer.spans().stream()).toList();
    return List.of(
        new TaughtText(whole.text(), spans, answers.stream().allMatch(Answer::isMarked)));
  }

  /** The whole text but for the messages that are taken out. */
  private TaughtText everything(Dialogue dialogue, List<Integer> learned) {
    String whole = chat.render(dialogue, dialogue.turns().size(), Ending.MESSAGE).text();
    List<Span> spans = new ArrayList<>();
    int from = 0;
    for (int turn = 0; turn < dialogue.turns().size(); turn++) {
      if (!learned.contains(turn)) {
        Span out = message(dialogue, turn, whole);
        spans.add(new Span(from, out.start()));
        from = out.end();
      }
    }
    spans.add(new Span(from, whole.length()));
    return new TaughtText(
        whole, spans.stream().filter(span -> span.start() < span.end()).toList(), true);
  }

  /** Where a message stands: what it makes the text longer by. */
  private Span message(Dialogue dialogue, int turn, String whole) {
    String before = turn == 0 ? "" : chat.render(dialogue, turn, Ending.MESSAGE).text();
    String with = chat.render(dialogue, turn + 1, Ending.MESSAGE).text();
    if (!with.startsWith(before) || !whole.startsWith(with)) {
      throw new IllegalArgumentException(
          "where message %d stands in the text cannot be told, since the chat template writes messages otherwise when others follow; it cannot be taken out"
              .formatted(turn + 1));
    }
    return new Span(before.length(), with.length());
  }
}
