package graft.template.value;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Values with names that a template may set again, also from within a loop. */
public final class Namespace implements Value {
  private final Map<String, Value> values;

  /** A namespace that begins with these. */
  public Namespace(Map<String, Value> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /** What a name stands for now. */
  public Optional<Value> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Sets a name. */
  public void set(String name, Value value) {
    values.put(name, value);
  }

  /** What it holds now. */
  public Dict toDict() {
    Map<Value, Value> entries = new LinkedHashMap<>();
    values.forEach((name, value) -> entries.put(Str.of(name), value));
    return Dict.of(entries);
  }

  @Override
  public String typeName() {
    return "Namespace";
  }
}
