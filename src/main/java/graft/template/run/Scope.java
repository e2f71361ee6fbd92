package graft.template.run;

import graft.template.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names and what they stand for, within those of an outer scope. */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Value> values = new HashMap<>();

  /** A scope around everything. */
  Scope(Map<String, Value> variables) {
    this.outer = null;
    values.putAll(variables);
  }

  /** A scope within another. */
  Scope(Scope outer) {
    this.outer = outer;
  }

  Optional<Value> get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.values.get(name);
      if (value != null) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  void set(String name, Value value) {
    values.put(name, value);
  }
}
