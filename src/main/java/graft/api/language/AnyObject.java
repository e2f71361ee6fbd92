package graft.api.language;

import graft.spec.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object with whatever members. */
public record AnyObject(Map<String, @Nullable Object> members) implements JsonValue {
  public static final Map<String, Object> SCHEMA = Map.of("type", "object");
  public static final AnyObject EMPTY = new AnyObject(Map.of());

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
