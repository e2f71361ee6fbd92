package graft.data.chat;

import graft.chat.AnswerSpan;
import graft.chat.Ending;
import graft.chat.RenderedChat;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what the assistant says in the text of a conversation: by the template's own marks, else as
 * what comes behind that by which the template asks for an answer.
 *
 * @param whole the text of all turns
 */
record Answers(ChatText chat, Dialogue dialogue, RenderedChat whole) {
  /**
   * What is said in turns of the assistant, but for those of which the template marks nothing
   * though it has marks.
   *
   * @param turns in order
   * @throws IllegalArgumentException if the place of one is not sure
   */
  List<Answer> of(List<Integer> turns) {
    List<Answer> answers = new ArrayList<>();
    List<AnswerSpan> before = List.of();
    for (int turn : dialogue.ofAssistant(0).filter(i -> i <= turns.getLast()).toArray()) {
      RenderedChat text = upTo(turn);
      if (turns.contains(turn)) {
        answers.addAll(
            text.answers().isPresent()
                ? marked(turn, text, before)
                : List.of(behindPrompt(turn, text)));
      }
      before = text.answers().orElse(List.of());
    }
    return answers;
  }

  private RenderedChat upTo(int turn) {
    return turn == dialogue.turns().size() - 1
        ? whole
        : chat.render(dialogue, turn + 1, Ending.MESSAGE);
  }

  /**
   * @param before what is marked in the text as far as the turn before
   */
  private static List<Answer> marked(int turn, RenderedChat text, List<AnswerSpan> before) {
    List<AnswerSpan> marks = text.answers().orElse(List.of());
    if (marks.equals(before)) {
      return List.of();
    }
    if (marks.size() <= before.size()) {
      throw new IllegalArgumentException(
          "the chat template marks other turns by {%% generation %%} as soon as message %d follows, so that what is to be learned cannot be told"
              .formatted(turn + 1));
    }
    return List.of(new Answer(text.text(), marks.subList(before.size(), marks.size()), true));
  }

  private Answer behindPrompt(int turn, RenderedChat text) {
    String prompt = chat.render(dialogue, turn, Ending.GENERATION_PROMPT).text();
    if (!text.text().startsWith(prompt) || text.text().length() == prompt.length()) {
      throw new IllegalArgumentException(
          "the chat template asks for message %d otherwise than it then writes it, so that what is to be learned cannot be told; mark it in the template by {%% generation %%}"
              .formatted(turn + 1));
    }
    return new Answer(
        text.text(), List.of(new AnswerSpan(prompt.length(), text.text().length())), false);
  }
}
