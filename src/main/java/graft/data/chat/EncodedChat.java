package graft.data.chat;

import graft.chat.AnswerSpan;
import graft.chat.RenderedChat;
import graft.data.TokenizedText;
import graft.data.Tokenizer;
import java.util.List;
import java.util.Optional;

/**
 * A rendered conversation as token ids.
 *
 * @param text what the template made
 * @param tokens of the whole text
 * @param assistant for each token whether it is of what the assistant says; empty if that is not
 *     known
 */
public record EncodedChat(String text, TokenizedText tokens, Optional<boolean[]> assistant) {
  /**
   * Tokenizes a conversation.
   *
   * @param addSpecialTokens mostly not: the template writes them
   */
  public static EncodedChat of(RenderedChat chat, Tokenizer tokenizer, boolean addSpecialTokens) {
    TokenizedText tokens = tokenizer.encodeWhole(chat.text(), addSpecialTokens);
    return new EncodedChat(
        chat.text(), tokens, chat.answers().map(spans -> mask(chat.text(), spans, tokens)));
  }

  /** A token that stands for a part of a character is marked with it. */
  private static boolean[] mask(String text, List<AnswerSpan> answers, TokenizedText tokens) {
    boolean[] mask = new boolean[tokens.length()];
    int first = 0;
    for (AnswerSpan answer : answers) {
      int start = text.codePointCount(0, answer.start());
      int end = start + text.codePointCount(answer.start(), answer.end());
      while (first < mask.length && tokens.ends()[first] <= start) {
        first++;
      }
      for (int i = first; i < mask.length && tokens.starts()[i] < end; i++) {
        mask[i] = tokens.ends()[i] > start;
      }
    }
    return mask;
  }
}
