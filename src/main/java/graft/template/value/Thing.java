package graft.template.value;

import java.util.Optional;

/**
 * A value that is known by what it does: a macro, a loop, a function. Equal to itself only.
 *
 * <p>Open, so that each lives beside what it does; there are no others than those of {@code
 * graft.template}.
 */
public non-sealed interface Thing extends Value {
  /** What a name gives, if it has that. */
  Optional<Value> attribute(String name);

  /** How it prints. */
  String shown();

  /**
   * What a call gives.
   *
   * @throws PythonError if it cannot be called, or not so
   */
  default Value call(Arguments arguments) {
    throw PythonError.type("'" + typeName() + "' object is not callable");
  }

  /** Whether it can be called at all. */
  default boolean isCallable() {
    return false;
  }
}
