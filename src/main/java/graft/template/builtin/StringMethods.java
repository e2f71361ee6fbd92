package graft.template.builtin;

import graft.template.python.FormatString;
import graft.template.python.Iteration;
import graft.template.python.Search;
import graft.template.python.Unicode;
import graft.template.value.Arguments;
import graft.template.value.Dict;
import graft.template.value.Int;
import graft.template.value.None;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Methods of texts that make another text. */
final class StringMethods {
  static final Map<String, Method<Str>> ALL =
      Map.ofEntries(
          Map.entry("capitalize", plain("capitalize", StringMethods::capitalize)),
          Map.entry("casefold", plain("casefold", StringMethods::casefold)),
          Map.entry("center", StringMethods::center),
          Map.entry("encode", (_, _, _) -> missing("encode")),
          Map.entry("expandtabs", StringMethods::expandTabs),
          Map.entry("format", StringMethods::format),
          Map.entry("format_map", StringMethods::formatMap),
          Map.entry("join", StringMethods::join),
          Map.entry("ljust", StringMethods::leftJust),
          Map.entry("lower", plain("lower", text -> text.toLowerCase(Locale.ROOT))),
          Map.entry("maketrans", (_, _, _) -> missing("maketrans")),
          Map.entry("removeprefix", StringMethods::removePrefix),
          Map.entry("removesuffix", StringMethods::removeSuffix),
          Map.entry("replace", StringMethods::replace),
          Map.entry("rjust", StringMethods::rightJust),
          Map.entry("swapcase", plain("swapcase", StringMethods::swapCase)),
          Map.entry("title", plain("title", StringMethods::title)),
          Map.entry("translate", (_, _, _) -> missing("translate")),
          Map.entry("upper", plain("upper", text -> text.toUpperCase(Locale.ROOT))),
          Map.entry("zfill", StringMethods::zeroFill));

  private StringMethods() {}

  private static Value missing(String name) {
    throw PythonError.unsupported("the method str." + name + " is not available");
  }

  /** A method without arguments. */
  private static Method<Str> plain(String name, UnaryOperator<String> change) {
    return (self, arguments, environment) -> {
      arguments.bind(name);
      environment.budget().write(self.text().length());
      environment.budget().spend(self.text().length() / 16);
      return self.like(change.apply(self.text()));
    };
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    return titled(first) + text.substring(Character.charCount(first)).toLowerCase(Locale.ROOT);
  }

  private static String titled(int c) {
    String upper = Character.toString(c).toUpperCase(Locale.ROOT);
    // Of one letter that becomes several, the first alone is a capital: "ß" gives "Ss".
    return upper.codePointCount(0, upper.length()) > 1
        ? upper.substring(0, 1) + upper.substring(1).toLowerCase(Locale.ROOT)
        : Character.toString(Character.toTitleCase(c));
  }

  private static String casefold(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ');
  }

  private static String swapCase(String text) {
    StringBuilder swapped = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          String one = Character.toString(c);
          swapped.append(
              Character.isUpperCase(c)
                  ? one.toLowerCase(Locale.ROOT)
                  : one.toUpperCase(Locale.ROOT));
        });
    return swapped.toString();
  }

  private static String title(String text) {
    StringBuilder titled = new StringBuilder();
    boolean isInWord = false;
    for (int c : text.codePoints().toArray()) {
      titled.append(isInWord ? Character.toString(c).toLowerCase(Locale.ROOT) : titled(c));
      isInWord = Unicode.isCased(c);
    }
    return titled.toString();
  }

  private static Value center(Str self, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("center", "width", "fillchar");
    int width = Operands.whole(bound.get("width"));
    int room = Math.max(0, width - self.length());
    int left = room / 2 + (room & width & 1);
    return padded(self, left, room - left, bound, environment);
  }

  private static Value leftJust(Str self, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("ljust", "width", "fillchar");
    int room = Operands.whole(bound.get("width")) - self.length();
    return padded(self, 0, Math.max(0, room), bound, environment);
  }

  private static Value rightJust(Str self, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("rjust", "width", "fillchar");
    int room = Operands.whole(bound.get("width")) - self.length();
    return padded(self, Math.max(0, room), 0, bound, environment);
  }

  private static Value padded(
      Str self, int left, int right, Arguments.Bound bound, Environment environment) {
    Str fill = Str.of(Operands.text(bound.get("fillchar", Str.of(" ")), bound.function()));
    if (fill.length() != 1) {
      throw PythonError.type("The fill character must be exactly one character long");
    }
    environment.budget().write((long) self.text().length() + 2L * left + 2L * right);
    return self.like(fill.text().repeat(left) + self.text() + fill.text().repeat(right));
  }

  private static Value zeroFill(Str self, Arguments arguments, Environment environment) {
    int width = Operands.whole(arguments.bind("zfill", "width").get("width"));
    int zeros = Math.max(0, width - self.length());
    environment.budget().write((long) self.text().length() + zeros);
    boolean isSigned = self.text().startsWith("-") || self.text().startsWith("+");
    int sign = isSigned ? 1 : 0;
    return self.like(
        self.text().substring(0, sign) + "0".repeat(zeros) + self.text().substring(sign));
  }

  private static Value expandTabs(Str self, Arguments arguments, Environment environment) {
    int size = Operands.whole(arguments.bind("expandtabs", "tabsize").get("tabsize", Int.of(8)));
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (int c : self.text().codePoints().toArray()) {
      if (c == '\t') {
        int room = size <= 0 ? 0 : size - column % size;
        environment.budget().fit((long) text.length() + room);
        text.repeat(" ", room);
        column += room;
      } else {
        text.appendCodePoint(c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      }
    }
    environment.budget().write(text.length());
    return self.like(text.toString());
  }

  private static Value format(Str self, Arguments arguments, Environment environment) {
    return self.like(
        FormatString.format(self.text(), arguments, environment, environment.budget()));
  }

  private static Value formatMap(Str self, Arguments arguments, Environment environment) {
    Value mapping = arguments.bind("format_map", "mapping").get("mapping");
    if (!(mapping instanceof Dict dict)) {
      throw PythonError.type("format_map() takes a mapping, not " + mapping.typeName());
    }
    Map<String, Value> named = new LinkedHashMap<>();
    dict.entries().forEach((key, value) -> named.put(environment.text(key), value));
    return self.like(
        FormatString.format(
            self.text(), new Arguments(List.of(), named), environment, environment.budget()));
  }

  private static Value join(Str self, Arguments arguments, Environment environment) {
    List<Value> parts =
        Iteration.all(arguments.bind("join", "iterable").get("iterable"), environment.budget());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.get(i) instanceof Str part)) {
        throw PythonError.type(
            "sequence item %d: expected str instance, %s found"
                .formatted(i, parts.get(i).typeName()));
      }
      environment.budget().fit((long) text.length() + self.text().length() + part.text().length());
      text.append(i > 0 ? self.text() : "").append(part.text());
    }
    environment.budget().write(text.length());
    return self.like(text.toString());
  }

  private static Value removePrefix(Str self, Arguments arguments, Environment environment) {
    String prefix =
        Operands.text(arguments.bind("removeprefix", "prefix").get("prefix"), "removeprefix");
    environment.budget().read(self.text().length());
    return self.text().startsWith(prefix)
        ? self.like(self.text().substring(prefix.length()))
        : self;
  }

  private static Value removeSuffix(Str self, Arguments arguments, Environment environment) {
    String suffix =
        Operands.text(arguments.bind("removesuffix", "suffix").get("suffix"), "removesuffix");
    environment.budget().read(self.text().length());
    return self.text().endsWith(suffix)
        ? self.like(self.text().substring(0, self.text().length() - suffix.length()))
        : self;
  }

  private static Value replace(Str self, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("replace", "old", "new", "count");
    Value count = bound.get("count", Int.of(-1));
    if (count == None.NONE || count instanceof Undefined) {
      count = Int.of(Operands.whole(count));
    }
    return self.like(
        replaced(
            self.text(),
            Operands.text(bound.get("old"), "replace"),
            Operands.text(bound.get("new"), "replace"),
            Operands.whole(count),
            environment));
  }

  /**
   * A text with another in the place of a part of it.
   *
   * @param most how often; below 0: always
   */
  static String replaced(String text, String old, String with, int most, Environment environment) {
    environment.budget().read(Search.cost(text, old));
    StringBuilder result = new StringBuilder();
    int at = 0;
    int next = Search.first(text, old, 0);
    for (int i = 0; next >= 0 && (most < 0 || i < most); i++) {
      result.append(text, at, next).append(with);
      environment.budget().fit(result.length());
      environment.budget().read(with.length());
      at = next + old.length();
      if (!old.isEmpty()) {
        next = Search.first(text, old, at);
      } else if (next < text.length()) {
        int step = Character.charCount(text.codePointAt(next));
        result.append(text, next, next + step);
        at = next + step;
        next = at;
      } else {
        next = -1;
      }
    }
    environment.budget().write(result.length() + (long) text.length() - at);
    return result.append(text, at, text.length()).toString();
  }
}
