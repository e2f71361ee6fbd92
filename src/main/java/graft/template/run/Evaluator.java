package graft.template.run;

import graft.template.builtin.Environment;
import graft.template.builtin.Filters;
import graft.template.builtin.Globals;
import graft.template.builtin.Tests;
import graft.template.python.Arithmetic;
import graft.template.python.Comparison;
import graft.template.python.Iteration;
import graft.template.python.Repr;
import graft.template.python.Subscripts;
import graft.template.python.Truth;
import graft.template.syntax.CallArguments;
import graft.template.syntax.Expression;
import graft.template.syntax.FilterCall;
import graft.template.syntax.Position;
import graft.template.syntax.TemplateException;
import graft.template.value.Arguments;
import graft.template.value.Bool;
import graft.template.value.Budget;
import graft.template.value.Dict;
import graft.template.value.Listing;
import graft.template.value.None;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Thing;
import graft.template.value.Tuple;
import graft.template.value.Undefined;
import graft.template.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Evaluates expressions. */
final class Evaluator {
  private final Environment environment;
  private final Budget budget;

  Evaluator(Environment environment) {
    this.environment = environment;
    this.budget = environment.budget();
  }

  /** A failure with its place. */
  static TemplateException placed(PythonError error, Position at) {
    TemplateException.Kind kind =
        switch (error.kind()) {
          case RAISED -> TemplateException.Kind.RAISED;
          case LIMIT, OVERFLOW -> TemplateException.Kind.LIMIT;
          default -> TemplateException.Kind.FAILED;
        };
    return new TemplateException(kind, at, error.reason());
  }

  Value evaluate(Expression expression, Scope scope) {
    try {
      budget.enter();
      Value value = value(expression, scope);
      budget.leave();
      return value;
    } catch (PythonError error) {
      throw placed(error, expression.at());
    }
  }

  private Value value(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Name name -> name(name, scope);
      case Expression.TupleOf tuple -> Tuple.of(all(tuple.items(), scope));
      case Expression.ListOf list -> Listing.of(all(list.items(), scope));
      case Expression.DictOf dict -> dict(dict, scope);
      case Expression.Concat concat -> concat(concat, scope);
      case Expression.Unary unary -> unary(unary, scope);
      case Expression.Binary binary -> binary(binary, scope);
      case Expression.And and -> {
        Value left = evaluate(and.left(), scope);
        yield Truth.of(left) ? evaluate(and.right(), scope) : left;
      }
      case Expression.Or or -> {
        Value left = evaluate(or.left(), scope);
        yield Truth.of(left) ? left : evaluate(or.right(), scope);
      }
      case Expression.Compare compare -> compare(compare, scope);
      case Expression.Conditional conditional -> conditional(conditional, scope);
      case Expression.Attribute attribute ->
          environment.attribute(evaluate(attribute.object(), scope), attribute.name());
      case Expression.Item item ->
          environment.item(evaluate(item.object(), scope), evaluate(item.index(), scope));
      case Expression.SliceOf slice ->
          Subscripts.slice(
              evaluate(slice.object(), scope),
              bound(slice.start(), scope),
              bound(slice.stop(), scope),
              bound(slice.step(), scope),
              budget);
      case Expression.Call call ->
          call(evaluate(call.callee(), scope), arguments(call.arguments(), scope));
      case Expression.Filtered filtered ->
          filter(evaluate(filtered.operand(), scope), filtered.filter(), scope);
      case Expression.Test test -> test(test, scope);
    };
  }

  private Value name(Expression.Name name, Scope scope) {
    return scope
        .get(name.name())
        .or(() -> Globals.get(name.name(), environment))
        .orElseGet(() -> Undefined.because(Repr.quoted(name.name()) + " is undefined"));
  }

  private List<Value> all(List<Expression> expressions, Scope scope) {
    List<Value> values = new ArrayList<>();
    expressions.forEach(expression -> values.add(evaluate(expression, scope)));
    return values;
  }

  private Value dict(Expression.DictOf dict, Scope scope) {
    Map<Value, Value> entries = new LinkedHashMap<>();
    for (Expression.Entry entry : dict.entries()) {
      Value key = evaluate(entry.key(), scope);
      budget.walk(key);
      entries.put(Dict.key(key), evaluate(entry.value(), scope));
    }
    return Dict.of(entries);
  }

  private Value concat(Expression.Concat concat, Scope scope) {
    StringBuilder text = new StringBuilder();
    for (Value part : all(concat.parts(), scope)) {
      String shown = environment.text(part);
      budget.fit((long) text.length() + shown.length());
      text.append(shown);
    }
    budget.write(text.length());
    return Str.of(text.toString());
  }

  private Value unary(Expression.Unary unary, Scope scope) {
    Value operand = evaluate(unary.operand(), scope);
    return switch (unary.operator()) {
      case NOT -> Bool.of(!Truth.of(operand));
      case NEGATE -> Arithmetic.negate(operand);
      case PLUS -> Arithmetic.plus(operand);
    };
  }

  private Value binary(Expression.Binary binary, Scope scope) {
    Value left = evaluate(binary.left(), scope);
    Value right = evaluate(binary.right(), scope);
    return switch (binary.operator()) {
      case ADD -> Arithmetic.add(left, right, budget);
      case SUBTRACT -> Arithmetic.subtract(left, right);
      case MULTIPLY -> Arithmetic.multiply(left, right, budget);
      case DIVIDE -> Arithmetic.divide(left, right);
      case FLOOR_DIVIDE -> Arithmetic.floorDivide(left, right);
      case MODULO -> Arithmetic.modulo(left, right, budget);
      case POWER -> Arithmetic.power(left, right);
    };
  }

  private Value compare(Expression.Compare compare, Scope scope) {
    Value left = evaluate(compare.first(), scope);
    for (Expression.Step step : compare.steps()) {
      Value right = evaluate(step.operand(), scope);
      if (!holds(step.operator(), left, right)) {
        return Bool.FALSE;
      }
      left = right;
    }
    return Bool.TRUE;
  }

  private boolean holds(Expression.Comparator operator, Value left, Value right) {
    return switch (operator) {
      case EQUAL -> Comparison.equal(left, right, budget);
      case NOT_EQUAL -> !Comparison.equal(left, right, budget);
      case LESS -> Comparison.less(left, right, budget);
      case LESS_OR_EQUAL -> Comparison.lessOrEqual(left, right, budget);
      case GREATER -> Comparison.greater(left, right, budget);
      case GREATER_OR_EQUAL -> Comparison.greaterOrEqual(left, right, budget);
      case IN -> Iteration.contains(right, left, budget);
      case NOT_IN -> !Iteration.contains(right, left, budget);
    };
  }

  private Value conditional(Expression.Conditional conditional, Scope scope) {
    if (Truth.of(evaluate(conditional.condition(), scope))) {
      return evaluate(conditional.then(), scope);
    }
    return conditional
        .otherwise()
        .map(otherwise -> evaluate(otherwise, scope))
        .orElseGet(() ->
            Undefined.because(
                "the inline if-expression on %s evaluated to false and no else section was"
                        .formatted(conditional.at())
                    + " defined."));
  }

  private Value bound(Optional<Expression> bound, Scope scope) {
    return bound.map(expression -> evaluate(expression, scope)).orElse(None.NONE);
  }

  /** What a call gives. */
  Value call(Value callee, Arguments arguments) {
    return switch (callee) {
      case Thing thing -> thing.call(arguments);
      case Undefined undefined -> throw undefined.error();
      default -> throw PythonError.type("'" + callee.typeName() + "' object is not callable");
    };
  }

  /** The arguments of a call. */
  Arguments arguments(CallArguments given, Scope scope) {
    List<Value> positional = all(given.positional(), scope);
    Map<String, Value> named = new LinkedHashMap<>();
    given.star().ifPresent(star -> positional.addAll(Iteration.all(evaluate(star, scope), budget)));
    given.named().forEach(keyword -> named.put(keyword.name(), evaluate(keyword.value(), scope)));
    given.starStar().ifPresent(entries -> spread(evaluate(entries, scope), named));
    return new Arguments(positional, named);
  }

  private void spread(Value value, Map<String, Value> named) {
    if (!(value instanceof Dict dict)) {
      throw PythonError.type("argument after ** must be a mapping, not " + value.typeName());
    }
    budget.spend(4L * dict.entries().size());
    dict.entries()
        .forEach((key, entry) -> {
          if (!(key instanceof Str name)) {
            throw PythonError.type("keywords must be strings");
          }
          if (named.put(name.text(), entry) != null) {
            throw PythonError.type(
                "got multiple values for keyword argument " + Repr.quoted(name.text()));
          }
        });
  }

  /** What a filter makes of a value. */
  Value filter(Value value, FilterCall filter, Scope scope) {
    Arguments arguments = arguments(filter.arguments(), scope);
    return Objects.requireNonNull(Filters.ALL.get(filter.name()))
        .apply(value, arguments, environment);
  }

  private Value test(Expression.Test test, Scope scope) {
    Value operand = evaluate(test.operand(), scope);
    Arguments arguments = arguments(test.arguments(), scope);
    return Bool.of(
        Objects.requireNonNull(Tests.ALL.get(test.name())).holds(operand, arguments, environment));
  }
}
