package graft.data.cut;

import ai.djl.huggingface.tokenizers.Encoding;
import graft.data.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The beginnings of texts that are far longer than a model reads, so that reading them does not
 * take as long as they are. A beginning ends before a blank, and has to make twice the tokens that
 * the model reads: what follows so far behind changes none of them. Where it makes fewer, the text
 * is read whole.
 *
 * @param maxLength most tokens that the model reads
 */
public record Beginnings(int maxLength) {
  /** Letters of a language's text make a token by fours or fives. */
  private static final int CHARACTERS_A_TOKEN = 16;

  private static final int ENOUGH = 2;

  /** How a pair is cut depends on which is longer, so of two long texts both stay. */
  public Text of(Text text) {
    Optional<String> second = text.second();
    if (second.isEmpty()) {
      return Text.of(of(text.first()));
    }
    boolean areBothLong = isLong(text.first()) && isLong(second.get());
    return areBothLong ? text : Text.of(of(text.first()), of(second.get()));
  }

  private String of(String text) {
    if (!isLong(text)) {
      return text;
    }
    int end = mostCharacters();
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }

  /** Of words, which are read one by one, as many as are enough if none makes no token. */
  public List<String> of(List<String> words) {
    return words.subList(0, (int) Math.min(words.size(), (long) ENOUGH * maxLength));
  }

  /** Whether nothing behind a beginning would be kept. */
  public boolean suffices(Text beginning, Text whole, Encoding encoding) {
    return suffices(beginning, whole, encoding.getSequenceIds());
  }

  /**
   * The same of tokens of which only that is known.
   *
   * @param sequences the text of each: 0 the first, 1 the second, -1 a special token
   */
  public boolean suffices(Text beginning, Text whole, long[] sequences) {
    boolean isFirst = beginning.first().length() < whole.first().length();
    boolean isSecond = !isFirst && !beginning.equals(whole);
    long tokens = Arrays.stream(sequences).filter(s -> s == (isSecond ? 1 : 0)).count();
    return (!isFirst && !isSecond) || tokens >= (long) ENOUGH * maxLength;
  }

  private boolean isLong(String text) {
    return text.length() > mostCharacters();
  }

  private int mostCharacters() {
    return (int) Math.min(Integer.MAX_VALUE, (long) CHARACTERS_A_TOKEN * maxLength);
  }
}
