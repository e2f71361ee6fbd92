package graft.template.builtin;

import graft.template.python.FormatString;
import graft.template.python.Repr;
import graft.template.value.Budget;
import graft.template.value.PythonError;
import graft.template.value.Str;
import graft.template.value.Value;
import java.time.LocalDateTime;
import java.util.function.Supplier;

/**
 * What functions may use of the rendering that they are part of.
 *
 * @param now what time it is, where the clock hangs
 */
public record Environment(Budget budget, Supplier<LocalDateTime> now)
    implements FormatString.Access {
  @Override
  public Value attribute(Value value, String name) {
    return Attributes.attribute(value, name, this);
  }

  @Override
  public Value item(Value value, Value index) {
    return Attributes.item(value, index, this);
  }

  /** A value as it prints. */
  public String text(Value value) {
    return Repr.str(value, budget);
  }

  /** A value as it prints; a text stays what it is. */
  Str soft(Value value) {
    return value instanceof Str str ? str : Str.of(text(value));
  }

  /** A text that was made. */
  Str made(String text) {
    budget.write(text.length());
    return Str.of(text);
  }

  /** A filter that is named by a value. */
  Filter filter(Value name) {
    Filter filter = Filters.ALL.get(text(name));
    if (filter == null) {
      throw PythonError.unsupported("No filter named " + Repr.quoted(text(name)) + ".");
    }
    return filter;
  }

  /** A test that is named by a value. */
  Test test(Value name) {
    Test test = Tests.ALL.get(text(name));
    if (test == null) {
      throw PythonError.unsupported("No test named " + Repr.quoted(text(name)) + ".");
    }
    return test;
  }
}
