package graft.template.builtin;

import graft.template.value.Arguments;
import graft.template.value.Value;

/** What stands after a {@code |}. */
@FunctionalInterface
public interface Filter {
  Value apply(Value value, Arguments arguments, Environment environment);
}
