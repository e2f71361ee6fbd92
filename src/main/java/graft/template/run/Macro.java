package graft.template.run;

import graft.template.python.Repr;
import graft.template.syntax.Body;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Dict;
import graft.template.value.None;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Thing;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A macro, with the names that are around it. */
final class Macro implements Thing {
  private static final String CALLER = "caller";

  /** A call has a scope and a text of its own, which cost as much as a few steps. */
  private static final int CALL = 8;

  private final Interpreter interpreter;
  private final Body body;
  private final Scope around;

  Macro(Interpreter interpreter, Body body, Scope around) {
    this.interpreter = interpreter;
    this.body = body;
    this.around = around;
  }

  @Override
  public String typeName() {
    return "Macro";
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "name" -> Optional.of(Str.of(body.name()));
      case "arguments" -> Optional.of(Tuple.of(parameters().stream().map(Str::of).toList()));
      case "caller" -> Optional.of(Bool.of(body.used().contains(CALLER)));
      case "catch_kwargs" -> Optional.of(Bool.of(body.used().contains("kwargs")));
      case "catch_varargs" -> Optional.of(Bool.of(body.used().contains("varargs")));
      default -> Optional.empty();
    };
  }

  private List<String> parameters() {
    return body.parameters().stream().map(Body.Parameter::name).toList();
  }

  @Override
  public String shown() {
    return "<Macro " + Repr.quoted(body.name()) + ">";
  }

  @Override
  public boolean isCallable() {
    return true;
  }

  @Override
  public Value call(Arguments arguments) {
    interpreter.environment().budget().spend(CALL);
    Scope scope = new Scope(around);
    Map<String, Value> named = new LinkedHashMap<>(arguments.named());
    setParameters(arguments.positional(), named, scope);
    setSpecial(arguments.positional(), named, scope);
    Output output = new Output(interpreter.environment().budget());
    interpreter.run(body.statements(), scope, output);
    return Str.of(output.text());
  }

  private void setParameters(List<Value> positional, Map<String, Value> named, Scope scope) {
    for (int i = 0; i < body.parameters().size(); i++) {
      Body.Parameter parameter = body.parameters().get(i);
      @Nullable Value given =
          i < positional.size() ? positional.get(i) : named.remove(parameter.name());
      scope.set(parameter.name(), given == null ? otherwise(parameter, scope) : given);
    }
  }

  private Value otherwise(Body.Parameter parameter, Scope scope) {
    return parameter
        .otherwise()
        .map(expression -> interpreter.evaluator().evaluate(expression, scope))
        .orElseGet(() ->
            Undefined.because("parameter " + Repr.quoted(parameter.name()) + " was not provided"));
  }

  private void setSpecial(List<Value> positional, Map<String, Value> named, Scope scope) {
    int count = body.parameters().size();
    if (body.used().contains(CALLER) && !parameters().contains(CALLER)) {
      @Nullable Value caller = named.remove(CALLER);
      scope.set(
          CALLER,
          caller == null || caller == None.NONE ? Undefined.because("No caller defined") : caller);
    }
    if (body.used().contains("kwargs")) {
      Map<Value, Value> entries = new LinkedHashMap<>();
      named.forEach((name, value) -> entries.put(Str.of(name), value));
      scope.set("kwargs", Dict.of(entries));
    } else if (named.containsKey(CALLER)) {
      throw PythonError.type(
          "macro %s was invoked with two values for the special caller argument. This is most"
                  .formatted(Repr.quoted(body.name()))
              + " likely a bug.");
    } else if (!named.isEmpty()) {
      throw PythonError.type(
          "macro %s takes no keyword argument %s"
              .formatted(Repr.quoted(body.name()), Repr.quoted(named.keySet().iterator().next())));
    }
    if (body.used().contains("varargs")) {
      scope.set(
          "varargs",
          Tuple.of(positional.subList(Math.min(count, positional.size()), positional.size())));
    } else if (positional.size() > count) {
      throw PythonError.type(
          "macro %s takes not more than %d argument(s)".formatted(Repr.quoted(body.name()), count));
    }
  }
}
