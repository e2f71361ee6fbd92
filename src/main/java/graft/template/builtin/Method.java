package graft.template.builtin;

import graft.template.value.Arguments;
import graft.template.value.Value;

/**
 * A method of a type.
 *
 * @param <T> whose it is
 */
@FunctionalInterface
interface Method<T> {
  Value call(T self, Arguments arguments, Environment environment);
}
