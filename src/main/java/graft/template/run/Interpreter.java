package graft.template.run;

import graft.template.builtin.Environment;
import graft.template.python.Iteration;
import graft.template.python.Truth;
import graft.template.syntax.Body;
import graft.template.syntax.FilterCall;
import graft.template.syntax.Statement;
import graft.template.syntax.Target;
import graft.template.value.Arguments;
import graft.template.value.Namespace;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs statements; one object is one rendering. */
public final class Interpreter {
  /** How a run of statements ended. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Environment environment;
  private final Evaluator evaluator;
  private final Output whole;
  private final List<Span> generated = new ArrayList<>();
  private boolean areSpansKnown = true;
  private boolean isGenerating;

  private Interpreter(Environment environment) {
    this.environment = environment;
    this.evaluator = new Evaluator(environment);
    this.whole = new Output(environment.budget());
  }

  /**
   * Renders a template.
   *
   * @throws graft.template.syntax.TemplateException if it refuses, fails, or takes too much
   */
  public static Rendering render(
      List<Statement> template, Map<String, Value> variables, Environment environment) {
    Interpreter interpreter = new Interpreter(environment);
    interpreter.run(template, new Scope(variables), interpreter.whole);
    return new Rendering(
        interpreter.whole.text(),
        interpreter.areSpansKnown ? Optional.of(interpreter.generated) : Optional.empty());
  }

  Evaluator evaluator() {
    return evaluator;
  }

  Environment environment() {
    return environment;
  }

  Flow run(List<Statement> statements, Scope scope, Output output) {
    for (Statement statement : statements) {
      Flow flow = run(statement, scope, output);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow run(Statement statement, Scope scope, Output output) {
    try {
      environment.budget().enter();
      Flow flow = step(statement, scope, output);
      environment.budget().leave();
      return flow;
    } catch (PythonError error) {
      throw Evaluator.placed(error, statement.at());
    }
  }

  private Flow step(Statement statement, Scope scope, Output output) {
    switch (statement) {
      case Statement.Text text -> output.append(text.text());
      case Statement.Print print ->
          output.append(environment.text(evaluator.evaluate(print.value(), scope)));
      case Statement.If condition -> {
        return choose(condition, scope, output);
      }
      case Statement.For loop -> {
        return new LoopRun(this, loop, scope).run(output);
      }
      case Statement.Break _ -> {
        return Flow.BREAK;
      }
      case Statement.Continue _ -> {
        return Flow.CONTINUE;
      }
      case Statement.Set set -> assign(set.target(), evaluator.evaluate(set.value(), scope), scope);
      case Statement.Macro macro ->
          scope.set(macro.body().name(), new Macro(this, macro.body(), scope));
      case Statement.CallBlock call -> output.append(called(call, scope));
      case Statement.Generation generation -> generate(generation.body(), scope, output);
      case Statement.With with -> {
        return with(with, scope, output);
      }
      case Statement.SetBlock block -> {
        Output inner = new Output(environment.budget());
        Scope within = new Scope(scope);
        Flow flow = run(block.statements(), within, inner);
        assign(block.target(), filtered(inner, block.filters(), within), scope);
        return flow;
      }
      case Statement.FilterBlock block -> {
        Output inner = new Output(environment.budget());
        Scope within = new Scope(scope);
        Flow flow = run(block.statements(), within, inner);
        output.append(environment.text(filtered(inner, block.filters(), within)));
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow choose(Statement.If condition, Scope scope, Output output) {
    for (Statement.Branch branch : condition.branches()) {
      if (Truth.of(evaluator.evaluate(branch.condition(), scope))) {
        return run(branch.statements(), scope, output);
      }
    }
    return run(condition.otherwise(), scope, output);
  }

  private Flow with(Statement.With with, Scope scope, Output output) {
    Scope within = new Scope(scope);
    for (Statement.Binding binding : with.bindings()) {
      assign(binding.target(), evaluator.evaluate(binding.value(), scope), within);
    }
    return run(with.statements(), within, output);
  }

  private Value filtered(Output output, List<FilterCall> filters, Scope scope) {
    Value value = Str.of(output.text());
    for (FilterCall filter : filters) {
      value = evaluator.filter(value, filter, scope);
    }
    return value;
  }

  private String called(Statement.CallBlock block, Scope scope) {
    Value callee = evaluator.evaluate(block.call().callee(), scope);
    Arguments given = evaluator.arguments(block.call().arguments(), scope);
    Map<String, Value> named = new LinkedHashMap<>(given.named());
    if (named.put("caller", new Macro(this, block.body(), scope)) != null) {
      throw PythonError.type("got multiple values for keyword argument 'caller'");
    }
    return environment.text(evaluator.call(callee, new Arguments(given.positional(), named)));
  }

  private void generate(Body body, Scope scope, Output output) {
    boolean isWithin = isGenerating;
    isGenerating |= output == whole;
    int start = output.length();
    output.append(environment.text(new Macro(this, body, scope).call(Arguments.NONE)));
    isGenerating = isWithin;
    if (output == whole) {
      generated.add(new Span(start, output.length()));
    } else if (!isWithin) {
      areSpansKnown = false;
    }
  }

  /** Gives a target its value. */
  void assign(Target target, Value value, Scope scope) {
    switch (target) {
      case Target.Name name -> scope.set(name.name(), value);
      case Target.Attribute attribute -> {
        if (!(scope.get(attribute.namespace()).orElse(null) instanceof Namespace namespace)) {
          throw PythonError.type("cannot assign attribute on non-namespace object");
        }
        namespace.set(attribute.name(), value);
      }
      case Target.Names several -> unpack(several.parts(), value, scope);
    }
  }

  private void unpack(List<Target> parts, Value value, Scope scope) {
    Iterator<Value> each =
        Iteration.over(value)
            .orElseThrow(() ->
                PythonError.type("cannot unpack non-iterable " + value.typeName() + " object"));
    List<Value> values = new ArrayList<>();
    while (each.hasNext() && values.size() <= parts.size()) {
      values.add(each.next());
    }
    if (values.size() > parts.size()) {
      throw PythonError.value("too many values to unpack (expected %d)".formatted(parts.size()));
    }
    if (values.size() < parts.size()) {
      throw PythonError.value(
          "not enough values to unpack (expected %d, got %d)"
              .formatted(parts.size(), values.size()));
    }
    for (int i = 0; i < values.size(); i++) {
      assign(parts.get(i), values.get(i), scope);
    }
  }
}
