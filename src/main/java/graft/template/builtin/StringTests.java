package graft.template.builtin;

import graft.template.python.Search;
import graft.template.python.Unicode;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Int;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Tuple;
import graft.template.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** Methods of texts that say something of them. */
final class StringTests {
  static final Map<String, Method<Str>> ALL =
      Map.ofEntries(
          Map.entry("count", StringTests::count),
          Map.entry(
              "endswith",
              (self, arguments, environment) ->
                  affix(self, arguments, environment, "endswith", String::endsWith)),
          Map.entry(
              "find",
              (self, arguments, environment) ->
                  Int.of(find(self, arguments, environment, End.FIRST))),
          Map.entry(
              "index",
              (self, arguments, environment) -> index(self, arguments, environment, End.FIRST)),
          Map.entry(
              "rfind",
              (self, arguments, environment) ->
                  Int.of(find(self, arguments, environment, End.LAST))),
          Map.entry(
              "rindex",
              (self, arguments, environment) -> index(self, arguments, environment, End.LAST)),
          Map.entry(
              "startswith",
              (self, arguments, environment) ->
                  affix(self, arguments, environment, "startswith", String::startsWith)),
          Map.entry("isalnum", every(c -> Character.isLetter(c) || Unicode.isNumeric(c))),
          Map.entry("isalpha", every(Character::isLetter)),
          Map.entry("isascii", says(text -> text.codePoints().allMatch(c -> c < 0x80))),
          Map.entry("isdecimal", every(Character::isDigit)),
          Map.entry("isdigit", every(StringTests::isDigit)),
          Map.entry("isidentifier", says(StringTests::isIdentifier)),
          Map.entry("islower", says(StringTests::isLower)),
          Map.entry("isnumeric", every(Unicode::isNumeric)),
          Map.entry("isprintable", says(Unicode::isPrintable)),
          Map.entry("isspace", every(Unicode::isSpace)),
          Map.entry("istitle", says(StringTests::isTitle)),
          Map.entry("isupper", says(StringTests::isUpper)));

  /** Which of several places. */
  private enum End {
    FIRST,
    LAST
  }

  private StringTests() {}

  private static Method<Str> says(Predicate<String> predicate) {
    return (self, arguments, environment) -> {
      arguments.bind("str");
      environment.budget().read(self.text().length());
      return Bool.of(predicate.test(self.text()));
    };
  }

  private static Method<Str> every(IntPredicate predicate) {
    return says(text -> !text.isEmpty() && text.codePoints().allMatch(predicate));
  }

  private static boolean isDigit(int c) {
    return Character.isDigit(c) || "²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉".indexOf(c) >= 0;
  }

  private static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && (Character.isUnicodeIdentifierStart(text.codePointAt(0)) || text.charAt(0) == '_')
        && text.codePoints().allMatch(c -> Character.isUnicodeIdentifierPart(c) || c == '_');
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  private static boolean isTitle(String text) {
    boolean isInWord = false;
    boolean hasWord = false;
    for (int c : text.codePoints().toArray()) {
      boolean isCapital = Character.isUpperCase(c) || Character.isTitleCase(c);
      if (isCapital ? isInWord : Character.isLowerCase(c) && !isInWord) {
        return false;
      }
      isInWord = Unicode.isCased(c);
      hasWord |= isInWord;
    }
    return hasWord;
  }

  /** The part of a text that a method looks at, and where it begins. */
  private record Part(String text, int from, boolean isInside) {
    static Part of(Str self, Arguments.Bound bound, Environment environment) {
      environment.budget().read(self.text().length());
      int start = bound(bound.some("start"), 0, self.length());
      int end = Math.min(bound(bound.some("end"), self.length(), self.length()), self.length());
      return start > end
          ? new Part("", start, false)
          : new Part(self.part(start, end), start, true);
    }

    private static int bound(Optional<Value> given, int otherwise, int length) {
      if (given.isEmpty()) {
        return otherwise;
      }
      int index = Operands.whole(given.orElseThrow());
      return index < 0 ? Math.max(0, index + length) : index;
    }
  }

  private static Value affix(
      Str self,
      Arguments arguments,
      Environment environment,
      String name,
      BiPredicate<String, String> has) {
    Arguments.Bound bound = arguments.bind(name, "affix", "start", "end");
    Part part = Part.of(self, bound, environment);
    Value affix = bound.get("affix");
    List<Value> affixes = affix instanceof Tuple tuple ? tuple.items() : List.of(affix);
    environment.budget().spend(affixes.size());
    for (Value one : affixes) {
      if (!(one instanceof Str text)) {
        throw PythonError.type(
            affix instanceof Tuple
                ? "tuple for %s must only contain str, not %s".formatted(name, one.typeName())
                : "%s first arg must be str or a tuple of str, not %s"
                    .formatted(name, one.typeName()));
      }
      if (part.isInside() && has.test(part.text(), text.text())) {
        return Bool.TRUE;
      }
    }
    return Bool.FALSE;
  }

  private static int find(Str self, Arguments arguments, Environment environment, End end) {
    Arguments.Bound bound = arguments.bind("find", "sub", "start", "end");
    Part part = Part.of(self, bound, environment);
    String sub = Operands.text(bound.get("sub"), "find");
    environment.budget().read(Search.cost(part.text(), sub));
    if (!part.isInside()) {
      return -1;
    }
    int at =
        end == End.FIRST
            ? Search.first(part.text(), sub, 0)
            : Search.last(part.text(), sub, part.text().length());
    return at < 0 ? -1 : part.from() + part.text().codePointCount(0, at);
  }

  private static Value index(Str self, Arguments arguments, Environment environment, End end) {
    int at = find(self, arguments, environment, end);
    if (at < 0) {
      throw PythonError.value("substring not found");
    }
    return Int.of(at);
  }

  private static Value count(Str self, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("count", "sub", "start", "end");
    Part part = Part.of(self, bound, environment);
    String sub = Operands.text(bound.get("sub"), "count");
    environment.budget().read(Search.cost(part.text(), sub));
    if (sub.isEmpty()) {
      return Int.of(part.isInside() ? part.text().codePointCount(0, part.text().length()) + 1L : 0);
    }
    int count = 0;
    for (int at = Search.first(part.text(), sub, 0);
        at >= 0;
        at = Search.first(part.text(), sub, at + sub.length())) {
      count++;
    }
    return Int.of(count);
  }
}
