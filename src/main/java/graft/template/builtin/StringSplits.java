package graft.template.builtin;

import graft.template.python.Search;
import graft.template.python.Truth;
import graft.template.python.Unicode;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Int;
import graft.template.value.Listing;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Tuple;
import graft.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Methods of texts that divide them or cut something off. */
final class StringSplits {
  static final Map<String, Method<Str>> ALL =
      Map.of(
          "split", (self, arguments, environment) -> split(self, arguments, environment, Side.LEFT),
          "rsplit",
              (self, arguments, environment) -> split(self, arguments, environment, Side.RIGHT),
          "splitlines", StringSplits::splitLines,
          "partition",
              (self, arguments, environment) -> partition(self, arguments, environment, Side.LEFT),
          "rpartition",
              (self, arguments, environment) -> partition(self, arguments, environment, Side.RIGHT),
          "strip", (self, arguments, environment) -> strip(self, arguments, environment, Side.BOTH),
          "lstrip",
              (self, arguments, environment) -> strip(self, arguments, environment, Side.LEFT),
          "rstrip",
              (self, arguments, environment) -> strip(self, arguments, environment, Side.RIGHT));

  /** From where. */
  private enum Side {
    LEFT,
    RIGHT,
    BOTH
  }

  private StringSplits() {}

  private static Value strip(Str self, Arguments arguments, Environment environment, Side side) {
    Optional<Value> chars = arguments.bind("strip", "chars").some("chars");
    environment.budget().read(self.text().length());
    return self.like(
        stripped(
            self.text(),
            chars.map(given -> set(Operands.text(given, "strip"))).orElse(Unicode::isSpace),
            side));
  }

  private static IntPredicate set(String chars) {
    Set<Integer> set = chars.codePoints().boxed().collect(Collectors.toSet());
    return set::contains;
  }

  private static String stripped(String text, IntPredicate isCut, Side side) {
    int from = 0;
    int to = text.length();
    while (side != Side.RIGHT && from < to && isCut.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (side != Side.LEFT && to > from && isCut.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static Value split(Str self, Arguments arguments, Environment environment, Side side) {
    Arguments.Bound bound = arguments.bind("split", "sep", "maxsplit");
    int given = Operands.whole(bound.get("maxsplit", Int.of(-1)));
    int most = given < 0 ? Integer.MAX_VALUE : given;
    environment.budget().read(4L * self.text().length());
    Optional<Value> separator = bound.some("sep");
    List<String> parts =
        separator.isPresent()
            ? atSeparator(
                self.text(),
                Operands.text(separator.orElseThrow(), "split"),
                most,
                side,
                environment)
            : side == Side.RIGHT
                ? wordsFromRight(self.text(), most)
                : wordsFromLeft(self.text(), most);
    environment.budget().spend(parts.size());
    return Listing.of(parts.stream().map(self::like).toList());
  }

  private static List<String> atSeparator(
      String text, String separator, int most, Side side, Environment environment) {
    if (separator.isEmpty()) {
      throw PythonError.value("empty separator");
    }
    return side == Side.RIGHT
        ? fromRight(text, separator, most, environment)
        : fromLeft(text, separator, most);
  }

  private static List<String> fromLeft(String text, String separator, int most) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0, at = Search.first(text, separator, 0); i < most && at >= 0; i++) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
      at = Search.first(text, separator, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<String> fromRight(
      String text, String separator, int most, Environment environment) {
    List<String> parts = new ArrayList<>();
    int end = text.length();
    for (int i = 0, at = Search.last(text, separator, end); i < most && at >= 0; i++) {
      environment.budget().read(separator.length() > Search.SHORT ? 8L * end : 0);
      parts.add(text.substring(at + separator.length(), end));
      end = at;
      at = Search.last(text, separator, end);
    }
    parts.add(text.substring(0, end));
    return parts.reversed();
  }

  private static List<String> wordsFromLeft(String text, int most) {
    List<String> words = new ArrayList<>();
    int at = skip(text, 0, 1, true);
    while (at < text.length()) {
      int end = words.size() < most ? skip(text, at, 1, false) : text.length();
      words.add(text.substring(at, end));
      at = skip(text, end, 1, true);
    }
    return words;
  }

  private static List<String> wordsFromRight(String text, int most) {
    List<String> words = new ArrayList<>();
    int at = skip(text, text.length(), -1, true);
    while (at > 0) {
      int start = words.size() < most ? skip(text, at, -1, false) : 0;
      words.add(text.substring(start, at));
      at = skip(text, start, -1, true);
    }
    return words.reversed();
  }

  /** Where the run of spaces, or of others, that begins at a place ends in a direction. */
  private static int skip(String text, int from, int step, boolean overSpaces) {
    int at = from;
    while (step > 0 ? at < text.length() : at > 0) {
      if (Unicode.isSpace(text.charAt(step > 0 ? at : at - 1)) != overSpaces) {
        break;
      }
      at += step;
    }
    return at;
  }

  private static Value splitLines(Str self, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("splitlines", "keepends");
    environment.budget().read(self.text().length());
    boolean keeps = Truth.of(bound.get("keepends", Bool.FALSE));
    return Listing.of(
        lines(self.text(), keeps ? Ends.KEPT : Ends.CUT).stream().map(self::like).toList());
  }

  /** What becomes of the ends of lines. */
  enum Ends {
    KEPT,
    CUT
  }

  /** The lines of a text; after the last line end there is none. */
  static List<String> lines(String text, Ends ends) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (Unicode.isLineEnd(text.charAt(i))) {
        boolean isDouble = text.startsWith("\r\n", i);
        int next = i + (isDouble ? 2 : 1);
        lines.add(text.substring(from, ends == Ends.KEPT ? next : i));
        from = next;
        i = next - 1;
      }
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    return lines;
  }

  private static Value partition(
      Str self, Arguments arguments, Environment environment, Side side) {
    String separator = Operands.text(arguments.bind("partition", "sep").get("sep"), "partition");
    if (separator.isEmpty()) {
      throw PythonError.value("empty separator");
    }
    String text = self.text();
    environment.budget().read(text.length());
    int at =
        side == Side.LEFT
            ? Search.first(text, separator, 0)
            : Search.last(text, separator, text.length());
    if (at < 0) {
      return side == Side.LEFT
          ? Tuple.of(List.of(self, Str.EMPTY, Str.EMPTY))
          : Tuple.of(List.of(Str.EMPTY, Str.EMPTY, self));
    }
    return Tuple.of(
        List.of(
            self.like(text.substring(0, at)),
            self.like(separator),
            self.like(text.substring(at + separator.length()))));
  }
}
