package graft.data.chat;

import graft.data.TokenizedText;
import graft.data.Tokenizer;
import graft.template.run.Span;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A text in tokens, with what of them is learned.
 *
 * @param isLearned one a token
 * @param isEnded whether the last one that is learned is a special token, by which a model knows to
 *     stop
 */
@SuppressWarnings("ArrayRecordComponent") // copied into batches, compared by nobody
public record TaughtTokens(TokenizedText text, boolean[] isLearned, boolean isEnded) {
  /** A text in the tokens that it has. */
  static TaughtTokens of(TaughtText taught, TokenizedText tokens, Tokenizer tokenizer) {
    boolean[] learned = new boolean[tokens.length()];
    boolean isEnded = true;
    for (Span span : taught.learned()) {
      int[] within = within(codePoints(taught.text(), span), tokens);
      int end = taught.isMarked() ? within[1] : trimmed(taught.text(), within, tokens, tokenizer);
      if (endsBehind(end, tokens, tokenizer)) {
        // The mark stops before the token that ends the turn.
        end++;
      }
      for (int i = within[0]; i < end; i++) {
        learned[i] = true;
      }
      isEnded = isSpecial(unblank(taught.text(), within[0], end, tokens), tokens, tokenizer);
    }
    return new TaughtTokens(tokens, learned, isEnded || tokens.isCut());
  }

  private static boolean endsBehind(int end, TokenizedText tokens, Tokenizer tokenizer) {
    return end > 0
        && end < tokens.length()
        && !tokenizer.isSpecial(tokens.ids()[end - 1])
        && tokenizer.endId().stream().anyMatch(id -> id == tokens.ids()[end]);
  }

  private static Span codePoints(String text, Span span) {
    int start = text.codePointCount(0, span.start());
    return new Span(start, start + text.codePointCount(span.start(), span.end()));
  }

  /** The tokens that a span has a part in, from the first to behind the last. */
  private static int[] within(Span span, TokenizedText tokens) {
    int[] inside =
        IntStream.range(0, tokens.length())
            .filter(i -> tokens.starts()[i] < span.end() && tokens.ends()[i] > span.start())
            .toArray();
    return inside.length == 0
        ? new int[] {0, 0}
        : new int[] {inside[0], inside[inside.length - 1] + 1};
  }

  /** Without the blanks that a template writes behind the token that ends a turn. */
  private static int trimmed(String text, int[] within, TokenizedText tokens, Tokenizer tokenizer) {
    int end = unblank(text, within[0], within[1], tokens);
    return isSpecial(end, tokens, tokenizer) ? end : within[1];
  }

  /** Behind the last token that is no blank. */
  private static int unblank(String text, int from, int to, TokenizedText tokens) {
    int end = to;
    while (end > from && isBlank(text, tokens, end - 1)) {
      end--;
    }
    return end;
  }

  private static boolean isSpecial(int end, TokenizedText tokens, Tokenizer tokenizer) {
    return end > 0 && tokenizer.isSpecial(tokens.ids()[end - 1]);
  }

  private static boolean isBlank(String text, TokenizedText tokens, int token) {
    if (tokens.starts()[token] < 0) {
      return false;
    }
    int from = text.offsetByCodePoints(0, tokens.starts()[token]);
    int to = text.offsetByCodePoints(0, tokens.ends()[token]);
    return text.substring(from, to).isBlank();
  }

  /** The token at each place that is learned, else {@code ignored}. */
  public int[] target(int ignored) {
    return IntStream.range(0, isLearned.length)
        .map(i -> isLearned[i] ? text.ids()[i] : ignored)
        .toArray();
  }

  /** Several texts in tokens. */
  public static List<TaughtTokens> of(List<TaughtText> texts, Tokenizer tokenizer, int maxLength) {
    List<TokenizedText> tokens =
        tokenizer.encodeBare(texts.stream().map(TaughtText::text).toList(), maxLength);
    return IntStream.range(0, texts.size())
        .mapToObj(i -> of(texts.get(i), tokens.get(i), tokenizer))
        .toList();
  }
}
