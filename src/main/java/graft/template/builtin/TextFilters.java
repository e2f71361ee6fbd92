package graft.template.builtin;

import graft.template.python.Arithmetic;
import graft.template.python.Iteration;
import graft.template.python.JsonText;
import graft.template.python.Truth;
import graft.template.python.Unicode;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Dict;
import graft.template.value.Int;
import graft.template.value.None;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Tuple;
import graft.template.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Filters that make texts. */
final class TextFilters {
  static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("capitalize", method("capitalize")),
          Map.entry(
              "center",
              (value, arguments, environment) ->
                  call(
                      "center",
                      value,
                      Arguments.of(arguments.bind("center", "width").get("width", Int.of(80))),
                      environment)),
          Map.entry("format", TextFilters::format),
          Map.entry("indent", TextFilters::indent),
          Map.entry("lower", method("lower")),
          Map.entry("replace", TextFilters::replace),
          Map.entry("string", (value, _, environment) -> environment.soft(value)),
          Map.entry("title", TextFilters::title),
          Map.entry("tojson", TextFilters::toJson),
          Map.entry(
              "trim",
              (value, arguments, environment) ->
                  call(
                      "strip",
                      value,
                      Arguments.of(arguments.bind("trim", "chars").get("chars", None.NONE)),
                      environment)),
          Map.entry("truncate", TextFilters::truncate),
          Map.entry("upper", method("upper")),
          Map.entry("wordcount", TextFilters::wordCount));

  private TextFilters() {}

  /** A filter that is a method of what it is put to, as a text. */
  private static Filter method(String name) {
    return (value, arguments, environment) -> call(name, value, arguments, environment);
  }

  private static Value call(
      String name, Value value, Arguments arguments, Environment environment) {
    Str text = environment.soft(value);
    @Nullable Method<Str> method = StringMethods.ALL.get(name);
    return Objects.requireNonNull(method == null ? StringSplits.ALL.get(name) : method)
        .call(text, arguments, environment);
  }

  private static Value format(Value value, Arguments arguments, Environment environment) {
    if (!arguments.positional().isEmpty() && !arguments.named().isEmpty()) {
      throw PythonError.type("can't handle positional and keyword arguments at the same time");
    }
    Map<Value, Value> named = new LinkedHashMap<>();
    arguments.named().forEach((name, given) -> named.put(Str.of(name), given));
    return Arithmetic.modulo(
        environment.soft(value),
        named.isEmpty() ? Tuple.of(arguments.positional()) : Dict.of(named),
        environment.budget());
  }

  private static Value indent(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("indent", "width", "first", "blank");
    Value width = bound.get("width", Int.of(4));
    String indention =
        width instanceof Str str
            ? str.text()
            : ((Str) Arithmetic.multiply(Str.of(" "), width, environment.budget())).text();
    Str ended = (Str) Arithmetic.add(value, Str.of("\n"), environment.budget());
    boolean indentsBlank = Truth.of(bound.get("blank", Bool.FALSE));
    StringBuilder text = new StringBuilder();
    String separator = "";
    for (String line : StringSplits.lines(ended.text(), StringSplits.Ends.CUT)) {
      boolean isIndented = !separator.isEmpty() && (indentsBlank || !line.isEmpty());
      text.append(separator).append(isIndented ? indention : "").append(line);
      environment.budget().fit(text.length());
      environment.budget().read(indention.length());
      separator = "\n";
    }
    environment.budget().write(text.length());
    return ended.like(
        Truth.of(bound.get("first", Bool.FALSE)) ? indention + text : text.toString());
  }

  private static Value replace(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("replace", "old", "new", "count");
    return Str.of(
        StringMethods.replaced(
            environment.text(value),
            environment.text(bound.get("old")),
            environment.text(bound.get("new")),
            bound.some("count").map(Operands::whole).orElse(-1),
            environment));
  }

  private static Value title(Value value, Arguments arguments, Environment environment) {
    arguments.bind("title");
    Str self = environment.soft(value);
    environment.budget().write(self.text().length());
    StringBuilder titled = new StringBuilder();
    boolean isStart = true;
    for (int c : self.text().codePoints().toArray()) {
      boolean isSeparator = Unicode.isSpace(c) || "-({[<".indexOf(c) >= 0;
      String one = Character.toString(c);
      titled.append(isStart ? one.toUpperCase(Locale.ROOT) : one.toLowerCase(Locale.ROOT));
      isStart = isSeparator;
    }
    return Str.of(titled.toString());
  }

  private static Value toJson(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound =
        arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
    @Nullable String indent =
        bound
            .some("indent")
            .map(given -> given instanceof Str str ? str.text() : spaces(given, environment))
            .orElse(null);
    List<Value> separators =
        bound
            .some("separators")
            .map(given -> Iteration.all(given, environment.budget()))
            .orElse(List.of(Str.of(indent == null ? ", " : ","), Str.of(": ")));
    if (separators.size() != 2) {
      throw PythonError.value("separators are two: between items and after keys");
    }
    JsonText.Style style =
        new JsonText.Style(
            indent,
            Operands.text(separators.get(0), "tojson"),
            Operands.text(separators.get(1), "tojson"),
            Truth.of(bound.get("ensure_ascii", Bool.FALSE)),
            Truth.of(bound.get("sort_keys", Bool.FALSE)));
    return Str.of(JsonText.of(value, style, environment.budget()));
  }

  private static String spaces(Value count, Environment environment) {
    int spaces = Math.max(0, Operands.whole(count));
    environment.budget().write(spaces);
    return " ".repeat(spaces);
  }

  private static Value truncate(Value value, Arguments arguments, Environment environment) {
    Arguments.Bound bound = arguments.bind("truncate", "length", "killwords", "end", "leeway");
    int length = Operands.whole(bound.get("length", Int.of(255)));
    Str end = Str.of(Operands.text(bound.get("end", Str.of("...")), "truncate"));
    int leeway = bound.some("leeway").map(Operands::whole).orElse(5);
    if (length < end.length()) {
      throw PythonError.value("expected length >= %d, got %d".formatted(end.length(), length));
    }
    if (leeway < 0) {
      throw PythonError.value("expected leeway >= 0, got " + leeway);
    }
    if (Iteration.requireLength(value) <= length + leeway) {
      return value;
    }
    if (!(value instanceof Str self)) {
      throw PythonError.type("truncate takes a text, not " + value.typeName());
    }
    environment.budget().write(self.text().length());
    String cut = self.part(0, length - end.length());
    int space = cut.lastIndexOf(' ');
    boolean killsWords = Truth.of(bound.get("killwords", Bool.FALSE));
    return self.like((killsWords || space < 0 ? cut : cut.substring(0, space)) + end.text());
  }

  private static Value wordCount(Value value, Arguments arguments, Environment environment) {
    arguments.bind("wordcount");
    String text = environment.text(value);
    environment.budget().read(text.length());
    int count = 0;
    boolean isInWord = false;
    for (int c : text.codePoints().toArray()) {
      count += Unicode.isWord(c) && !isInWord ? 1 : 0;
      isInWord = Unicode.isWord(c);
    }
    return Int.of(count);
  }
}
