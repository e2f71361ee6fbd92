package graft.api.language.field;

import graft.spec.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object with whatever members. */
public record AnyObject(Map<String, @Nullable Object> members) implements JsonValue {
  public static final Map<String, Object> SCHEMA = Map.of("type", "object");
  public static final AnyObject EMPTY = new AnyObject(Map.of());

  /** Names and their values, in this order. */
  public static AnyObject of(String... members) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put(members[i], members[i + 1]);
    }
    return new AnyObject(object);
  }

  public static AnyObject read(Object json) {
    if (!(json instanceof Map<?, ?> object)) {
      throw new IllegalArgumentException("an object");
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    object.forEach((name, value) -> members.put(name.toString(), value));
    return new AnyObject(members);
  }

  @Override
  public Object json() {
    return members;
  }
}
