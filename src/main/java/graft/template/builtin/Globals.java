package graft.template.builtin;

import graft.template.python.Iteration;
import graft.template.value.Arguments;
import graft.template.value.Dict;
import graft.template.value.Function;
import graft.template.value.Namespace;
import graft.template.value.PythonError;
import graft.template.value.Range;
import graft.template.value.Str;
import graft.template.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The functions that every template has, with the two of transformers. */
public final class Globals {
  private final Environment environment;

  private Globals(Environment environment) {
    this.environment = environment;
  }

  /** What a name stands for that a template has not set, if it is one of these. */
  public static Optional<Value> get(String name, Environment environment) {
    Globals globals = new Globals(environment);
    return switch (name) {
      case "range" -> function(name, globals::range);
      case "dict" -> function(name, globals::dict);
      case "namespace" -> function(name, globals::namespace);
      case "cycler" -> function(name, globals::cycler);
      case "joiner" -> function(name, globals::joiner);
      case "raise_exception" -> function(name, globals::raise);
      case "strftime_now" -> function(name, globals::now);
      case "lipsum" ->
          function(
              name,
              _ -> {
                throw PythonError.unsupported("'lipsum' is random and not available");
              });
      default -> Optional.empty();
    };
  }

  private static Optional<Value> function(String name, Function.Body body) {
    return Optional.of(new Function(name, body));
  }

  private Value range(Arguments arguments) {
    List<Value> given = arguments.positional();
    if (given.isEmpty() || given.size() > 3 || !arguments.named().isEmpty()) {
      throw PythonError.type("range expected 1 to 3 arguments, got " + given.size());
    }
    boolean hasStart = given.size() > 1;
    int step = given.size() > 2 ? Operands.whole(given.get(2)) : 1;
    if (step == 0) {
      throw PythonError.value("range() arg 3 must not be zero");
    }
    return new Range(
        hasStart ? Operands.whole(given.get(0)) : 0,
        Operands.whole(given.get(hasStart ? 1 : 0)),
        step);
  }

  private Value dict(Arguments arguments) {
    return Dict.of(entries(arguments, "dict"));
  }

  private Map<Value, Value> entries(Arguments arguments, String name) {
    if (arguments.positional().size() > 1) {
      throw PythonError.type(
          "%s expected at most 1 argument, got %d".formatted(name, arguments.positional().size()));
    }
    Map<Value, Value> entries = new LinkedHashMap<>();
    for (Value given : arguments.positional()) {
      if (given instanceof Dict dict) {
        environment.budget().spend(4L * dict.entries().size());
        entries.putAll(dict.entries());
      } else {
        Iteration.all(given, environment.budget()).forEach(pair -> put(pair, entries));
      }
    }
    arguments.named().forEach((key, value) -> entries.put(Str.of(key), value));
    return entries;
  }

  private void put(Value pair, Map<Value, Value> entries) {
    List<Value> both = Iteration.all(pair, environment.budget());
    if (both.size() != 2) {
      throw PythonError.value(
          "dictionary update sequence element has length %d; 2 is required".formatted(both.size()));
    }
    entries.put(Dict.key(both.get(0)), both.get(1));
  }

  private Value namespace(Arguments arguments) {
    Map<String, Value> values = new LinkedHashMap<>();
    entries(arguments, "namespace")
        .forEach((key, value) -> values.put(environment.text(key), value));
    return new Namespace(values);
  }

  private Value cycler(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw PythonError.type("at least one item has to be provided");
    }
    return new Cycler(arguments.positional());
  }

  private Value joiner(Arguments arguments) {
    return new Joiner(arguments.bind("joiner", "sep").get("sep", Str.of(", ")));
  }

  private Value raise(Arguments arguments) {
    throw PythonError.raised(
        environment.text(arguments.bind("raise_exception", "message").get("message")));
  }

  private Value now(Arguments arguments) {
    String format =
        Operands.text(arguments.bind("strftime_now", "format").get("format"), "strftime");
    environment.budget().spend(32L * format.length());
    return Str.of(new Strftime(environment.now().get()).format(format));
  }
}
