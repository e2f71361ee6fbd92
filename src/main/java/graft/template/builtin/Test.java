package graft.template.builtin;

import graft.template.value.Arguments;
import graft.template.value.Value;

/** What stands after {@code is}. */
@FunctionalInterface
public interface Test {
  boolean holds(Value value, Arguments arguments, Environment environment);
}
