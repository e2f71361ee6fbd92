package graft.template.syntax;

import java.util.List;
import java.util.Optional;

/** What is run. */
public sealed interface Statement {
  /** Where it stands. */
  Position at();

  record Text(String text, Position at) implements Statement {}

  record Print(Expression value, Position at) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise, Position at) implements Statement {}

  /** A loop and what is run if it has nothing to go through. */
  record For(Loop loop, List<Statement> otherwise, Position at) implements Statement {}

  record Break(Position at) implements Statement {}

  record Continue(Position at) implements Statement {}

  record Set(Target target, Expression value, Position at) implements Statement {}

  /** {@code {% set name %}…{% endset %}}. */
  record SetBlock(Target target, List<FilterCall> filters, List<Statement> statements, Position at)
      implements Statement {}

  record With(List<Binding> bindings, List<Statement> statements, Position at)
      implements Statement {}

  record Macro(Body body, Position at) implements Statement {}

  /** {@code {% call(…) macro(…) %}…{% endcall %}}. */
  record CallBlock(Expression.Call call, Body body, Position at) implements Statement {}

  record FilterBlock(List<FilterCall> filters, List<Statement> statements, Position at)
      implements Statement {}

  /** What the model is to write: its text is run like a call block's. */
  record Generation(Body body, Position at) implements Statement {}

  /** A condition and what is run if it holds. */
  record Branch(Expression condition, List<Statement> statements) {}

  /** A name and the value that it has within. */
  record Binding(Target target, Expression value) {}

  /**
   * What a loop goes through.
   *
   * @param condition which items are left in
   */
  record Loop(
      Target target,
      Expression items,
      Optional<Expression> condition,
      Kind kind,
      List<Statement> statements) {
    /** Whether it may be run again from within. */
    public enum Kind {
      PLAIN,
      RECURSIVE
    }
  }
}
