package graft.template.syntax;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A template's text with the line ends of Unix and without the last of them. */
final class Source {
  private static final int MOST_CHARACTERS = 1 << 18;

  private final String text;
  private final int[] lines;

  Source(String template) {
    String unix = template.replace("\r\n", "\n").replace('\r', '\n');
    text = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
    lines =
        IntStream.concat(
                IntStream.of(0),
                IntStream.range(0, text.length())
                    .filter(i -> text.charAt(i) == '\n')
                    .map(i -> i + 1))
            .toArray();
    if (text.length() > MOST_CHARACTERS) {
      throw TemplateException.syntax(
          new Position(1, 1), "the template has more than " + MOST_CHARACTERS + " characters");
    }
  }

  String text() {
    return text;
  }

  int length() {
    return text.length();
  }

  boolean has(int at, String expected) {
    return text.startsWith(expected, at);
  }

  Position position(int at) {
    int found = Arrays.binarySearch(lines, at);
    int line = found >= 0 ? found : -found - 2;
    return new Position(line + 1, at - lines[line] + 1);
  }

  TemplateException fault(int at, String message) {
    return TemplateException.syntax(position(at), message);
  }
}
