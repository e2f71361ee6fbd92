package graft.template;

import graft.template.builtin.Environment;
import graft.template.builtin.Filters;
import graft.template.builtin.Tests;
import graft.template.run.Interpreter;
import graft.template.run.Rendering;
import graft.template.syntax.Known;
import graft.template.syntax.Parser;
import graft.template.syntax.Position;
import graft.template.syntax.Statement;
import graft.template.syntax.TemplateException;
import graft.template.value.Budget;
import graft.template.value.JsonValues;
import graft.template.value.Limits;
import graft.template.value.PythonError;
import graft.template.value.Value;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A template that was understood. Any number of threads may render it. */
public final class ChatTemplate {
  private static final Known KNOWN = new Known(Filters.ALL.keySet(), Tests.ALL.keySet());
  private static final Position WHOLE = new Position(1, 1);

  private final String source;
  private final List<Statement> statements;

  private ChatTemplate(String source, List<Statement> statements) {
    this.source = source;
    this.statements = statements;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException of kind {@code SYNTAX} if it is not understood
   */
  public static ChatTemplate parse(String source) {
    return new ChatTemplate(
        source, bounded(TemplateException.Kind.SYNTAX, () -> Parser.parse(source, KNOWN)));
  }

  /** Its text. */
  public String source() {
    return source;
  }

  /**
   * Renders it.
   *
   * @param variables by name: maps, lists, texts, numbers, truth values and nulls, as JSON is read
   * @param clock whose time and zone {@code strftime_now} tells
   * @throws TemplateException if it refuses, fails, or takes more than the limits
   */
  public Rendering render(Map<String, ? extends @Nullable Object> variables, Clock clock) {
    return render(variables, clock, Limits.DEFAULT);
  }

  /** The same, within other limits. */
  public Rendering render(
      Map<String, ? extends @Nullable Object> variables, Clock clock, Limits limits) {
    Environment environment = new Environment(new Budget(limits), () -> LocalDateTime.now(clock));
    return bounded(
        TemplateException.Kind.LIMIT,
        () -> Interpreter.render(statements, values(variables), environment));
  }

  private static Map<String, Value> values(Map<String, ? extends @Nullable Object> variables) {
    Map<String, Value> values = new HashMap<>();
    variables.forEach((name, value) -> values.put(name, JsonValues.of(value)));
    return values;
  }

  /** The depth that is counted keeps far from the end of the stack; a small stack may be nearer. */
  private static <T> T bounded(TemplateException.Kind kind, Supplier<T> work) {
    try {
      return work.get();
    } catch (StackOverflowError deep) {
      throw new TemplateException(kind, WHOLE, "nested too deep");
    } catch (PythonError variables) {
      throw new TemplateException(TemplateException.Kind.LIMIT, WHOLE, variables.reason());
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChatTemplate template && source.equals(template.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }
}
