package graft.template.syntax;

import graft.template.value.Value;
import java.util.List;
import java.util.Optional;

/** What has a value. */
public sealed interface Expression {
  /** Where it stands. */
  Position at();

  record Literal(Value value, Position at) implements Expression {}

  record Name(String name, Position at) implements Expression {}

  record TupleOf(List<Expression> items, Position at) implements Expression {}

  record ListOf(List<Expression> items, Position at) implements Expression {}

  record DictOf(List<Entry> entries, Position at) implements Expression {}

  /** {@code a ~ b}: texts, one after the other. */
  record Concat(List<Expression> parts, Position at) implements Expression {}

  record Unary(UnaryOperator operator, Expression operand, Position at) implements Expression {}

  record Binary(BinaryOperator operator, Expression left, Expression right, Position at)
      implements Expression {}

  record And(Expression left, Expression right, Position at) implements Expression {}

  record Or(Expression left, Expression right, Position at) implements Expression {}

  /** {@code a < b <= c}. */
  record Compare(Expression first, List<Step> steps, Position at) implements Expression {}

  /** {@code then if condition else otherwise}. */
  record Conditional(
      Expression condition, Expression then, Optional<Expression> otherwise, Position at)
      implements Expression {}

  record Attribute(Expression object, String name, Position at) implements Expression {}

  record Item(Expression object, Expression index, Position at) implements Expression {}

  /** {@code object[start:stop:step]}. */
  record SliceOf(
      Expression object,
      Optional<Expression> start,
      Optional<Expression> stop,
      Optional<Expression> step,
      Position at)
      implements Expression {}

  record Call(Expression callee, CallArguments arguments, Position at) implements Expression {}

  record Filtered(Expression operand, FilterCall filter) implements Expression {
    @Override
    public Position at() {
      return filter.at();
    }
  }

  record Test(Expression operand, String name, CallArguments arguments, Position at)
      implements Expression {}

  /** A key and its value. */
  record Entry(Expression key, Expression value) {}

  /** One comparison of a chain. */
  record Step(Comparator operator, Expression operand) {}

  /** Signs and {@code not}. */
  enum UnaryOperator {
    NOT,
    NEGATE,
    PLUS
  }

  /** Arithmetic. */
  enum BinaryOperator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    FLOOR_DIVIDE,
    MODULO,
    POWER
  }

  /** Comparison. */
  enum Comparator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    IN,
    NOT_IN
  }
}
