package graft.data.chat;

import graft.template.Conversation.Ending;
import graft.template.run.Rendering;
import graft.template.run.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what the assistant says in the text of a conversation: by the template's own marks, else as
 * what comes behind that by which the template asks for an answer.
 *
 * @param whole the text of all turns
 */
record Answers(ChatText chat, Dialogue dialogue, Rendering whole) {
  /**
   * @param turns of the assistant, in order
   * @throws IllegalArgumentException if the place of one is not sure
   */
  List<Answer> of(List<Integer> turns) {
    List<Answer> answers = new ArrayList<>();
    int marked = 0;
    for (int turn : dialogue.ofAssistant(0).filter(i -> i <= turns.getLast()).toArray()) {
      Rendering text = upTo(turn);
      List<Span> marks = text.generated().orElse(List.of());
      if (turns.contains(turn)) {
        answers.add(marks.isEmpty() ? behindPrompt(turn, text) : marked(turn, text, marked));
      }
      marked = marks.size();
    }
    return answers;
  }

  private Rendering upTo(int turn) {
    return turn == dialogue.turns().size() - 1
        ? whole
        : chat.render(dialogue, turn + 1, Ending.MESSAGE);
  }

  /**
   * @param before how many marks the turns before have
   */
  private static Answer marked(int turn, Rendering text, int before) {
    List<Span> marks = text.generated().orElse(List.of());
    if (marks.size() <= before) {
      throw new IllegalArgumentException(
          "the chat template marks nothing of message %d by {%% generation %%}, though it marks others"
              .formatted(turn + 1));
    }
    return new Answer(text.text(), marks.subList(before, marks.size()), true);
  }

  private Answer behindPrompt(int turn, Rendering text) {
    String prompt = chat.render(dialogue, turn, Ending.GENERATION_PROMPT).text();
    if (!text.text().startsWith(prompt) || text.text().length() == prompt.length()) {
      throw new IllegalArgumentException(
          "the chat template asks for message %d otherwise than it then writes it, so that what is to be learned cannot be told; mark it in the template by {%% generation %%}"
              .formatted(turn + 1));
    }
    return new Answer(text.text(), List.of(new Span(prompt.length(), text.text().length())), false);
  }
}
