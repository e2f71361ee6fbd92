package graft.spec;

import graft.spec.scalar.Constants;
import java.util.Map;

/**
 * A value that is one JSON scalar or object of its own kind, such as a number or a word. Beside
 * these two methods an implementing type has {@code public static T read(Object json)}, which
 * throws {@link IllegalArgumentException} with what was expected.
 */
public interface JsonValue {
  /** The value as JSON: a number, a string, a boolean, a list or a map. */
  Object json();

  /** The JSON Schema of a type with a public static {@code SCHEMA}; anything when it has none. */
  static Map<String, Object> schemaOf(Class<?> type) {
    return Constants.find(type, "SCHEMA").map(JsonValue::asMap).orElse(Map.of());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object schema) {
    return (Map<String, Object>) schema;
  }
}
