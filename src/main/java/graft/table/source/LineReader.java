package graft.table.source;

import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Lines as one text again, for a parser whose rows may span several. Ends with a line that holds
 * only {@link #END}: a quote that was never closed swallows it, which shows.
 */
public final class LineReader extends Reader {
  /** End of text, a control character that no data set contains as a whole line. */
  public static final String END = "\u0003";

  private final Lines lines;
  private @Nullable String current = "";
  private int position;

  public LineReader(Lines lines) {
    this.lines = lines;
  }

  @Override
  public int read(char[] target, int offset, int length) {
    if (current != null && position >= current.length()) {
      advance(current);
    }
    if (current == null) {
      return -1;
    }
    int count = Math.min(length, current.length() - position);
    current.getChars(position, position + count, target, offset);
    position += count;
    return count;
  }

  @Override
  public void close() {}

  private void advance(String previous) {
    String line = lines.next();
    position = 0;
    if (line != null) {
      current = line + "\n";
    } else {
      current = previous.equals(END) ? null : END;
    }
  }
}
