package graft.template.run;

import graft.template.python.Iteration;
import graft.template.python.Truth;
import graft.template.run.Interpreter.Flow;
import graft.template.syntax.Expression;
import graft.template.syntax.Statement;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Value;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Runs a loop, and again from within where it is recursive. */
final class LoopRun {
  /** A turn has a scope of its own, which costs as much as a few steps. */
  private static final int TURN = 4;

  private final Interpreter interpreter;
  private final Statement.For statement;
  private final Scope scope;

  LoopRun(Interpreter interpreter, Statement.For statement, Scope scope) {
    this.interpreter = interpreter;
    this.statement = statement;
    this.scope = scope;
  }

  private Statement.Loop loop() {
    return statement.loop();
  }

  private boolean isRecursive() {
    return loop().kind() == Statement.Loop.Kind.RECURSIVE;
  }

  Flow run(Output output) {
    Value items = interpreter.evaluator().evaluate(loop().items(), scope);
    if (!isRecursive()) {
      return run(items, 0, output);
    }
    output.append(again(items, 0).text());
    return Flow.NEXT;
  }

  /** What a recursive loop makes of further items. */
  Str again(Value items, int depth) {
    Output inner = new Output(interpreter.environment().budget());
    run(items, depth, inner);
    return Str.of(inner.text());
  }

  private Flow run(Value items, int depth, Output output) {
    Loop context = new Loop(each(items), length(items), depth, isRecursive() ? this : null);
    boolean isDone = false; // A turn that is broken off does not count, and Jinja runs the else.
    while (context.advance()) {
      interpreter.environment().budget().spend(TURN);
      Scope turn = new Scope(scope);
      interpreter.assign(loop().target(), context.current(), turn);
      turn.set("loop", context);
      Flow flow = interpreter.run(loop().statements(), turn, output);
      if (flow == Flow.BREAK) {
        break;
      }
      isDone |= flow == Flow.NEXT;
    }
    return isDone ? Flow.NEXT : interpreter.run(statement.otherwise(), new Scope(scope), output);
  }

  private OptionalInt length(Value items) {
    return loop().condition().isPresent() ? OptionalInt.empty() : Iteration.length(items);
  }

  private Iterator<Value> each(Value items) {
    Iterator<Value> all;
    try {
      all = Iteration.of(items);
    } catch (PythonError error) {
      throw Evaluator.placed(error, loop().items().at());
    }
    return loop()
        .condition()
        .<Iterator<Value>>map(condition -> new Chosen(all, condition))
        .orElse(all);
  }

  /** The items that the condition of a loop holds of, looked at one by one. */
  private final class Chosen implements Iterator<Value> {
    private final Iterator<Value> all;
    private final Expression condition;
    private @Nullable Value next;

    Chosen(Iterator<Value> all, Expression condition) {
      this.all = all;
      this.condition = condition;
    }

    @Override
    public boolean hasNext() {
      while (next == null && all.hasNext()) {
        Value candidate = all.next();
        Scope trial = new Scope(scope);
        interpreter.assign(loop().target(), candidate, trial);
        next = Truth.of(interpreter.evaluator().evaluate(condition, trial)) ? candidate : null;
      }
      return next != null;
    }

    @Override
    public Value next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Value value = next;
      next = null;
      return value;
    }
  }
}
