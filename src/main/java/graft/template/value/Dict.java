package graft.template.value;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@code dict}, in the order in which its keys came. */
public record Dict(Map<Value, Value> entries, Size size) implements Value {
  public static final Dict EMPTY = of(new LinkedHashMap<>());

  public Dict {
    entries = Collections.unmodifiableMap(entries);
  }

  /**
   * A dict of these.
   *
   * @param entries are its own from now on
   */
  public static Dict of(Map<Value, Value> entries) {
    return new Dict(entries, Size.of(entries.keySet()).plus(Size.of(entries.values())));
  }

  /** What a name stands for, if there is one. */
  public @Nullable Value get(String name) {
    return entries.get(Str.of(name));
  }

  /** Whether Python can hash a value. */
  public static boolean isKey(Value value) {
    return switch (value) {
      case Listing _, Dict _, View _ -> false;
      case Tuple tuple -> tuple.items().stream().allMatch(Dict::isKey);
      default -> true;
    };
  }

  /** Refuses a key that Python cannot hash. */
  public static Value key(Value key) {
    if (!isKey(key)) {
      throw PythonError.type("unhashable type: '" + key.typeName() + "'");
    }
    return key;
  }

  @Override
  public String typeName() {
    return "dict";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dict dict && dict.entries.equals(entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }
}
