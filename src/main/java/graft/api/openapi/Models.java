package graft.api.openapi;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON Schemas as swagger-core's model has them. */
final class Models {
  /** The one keyword here whose value is data. */
  private static final String DEFAULT = "default";

  /** What of a schema is about the values of one type. */
  private static final Map<String, List<String>> INNER =
      Map.of("array", List.of("items"), "object", List.of("properties", "additionalProperties"));

  private Models() {}

  static Schema<?> of(Map<String, Object> schema) {
    return Json31.mapper().convertValue(apart(schema), Schema.class);
  }

  /** The same with a choice of types written as alternatives, which generators of clients know. */
  private static Map<String, Object> apart(Map<?, ?> schema) {
    Map<String, Object> result = new LinkedHashMap<>();
    if (schema.get(NamedSchemas.TITLE) instanceof String name) {
      return Choices.reference(name);
    }
    schema.forEach(
        (key, value) -> result.put(key.toString(), key.equals(DEFAULT) ? value : within(value)));
    if (result.get("type") instanceof List<?> types && !types.contains("null")) {
      result.remove("type");
      // No generator can write the default of a choice down.
      result.remove(DEFAULT);
      // Nor a list among the alternatives: such a value is left free, and its description says it.
      if (!types.contains("array")) {
        result.put("anyOf", types.stream().map(type -> alternative(type, result)).toList());
      }
      INNER.values().forEach(result.keySet()::removeAll);
      // Each generator writes a list of values of several types down in a wrong way of its own.
      result.remove("enum");
    }
    return result;
  }

  private static Map<String, Object> alternative(Object type, Map<String, Object> schema) {
    Map<String, Object> alternative = new LinkedHashMap<>(Map.of("type", type));
    schema.forEach((key, value) -> {
      if (INNER.getOrDefault(type.toString(), List.of()).contains(key)) {
        alternative.put(key, value);
      }
    });
    return alternative;
  }

  private static Object within(Object value) {
    return switch (value) {
      case Map<?, ?> map -> apart(map);
      case List<?> list -> list.stream().map(item -> within((Object) item)).toList();
      default -> value;
    };
  }

  /** A reference to a schema of the document. */
  static Schema<?> reference(String name) {
    return of(Map.of("$ref", pointer(name)));
  }

  static String pointer(String name) {
    return "#/components/schemas/" + name;
  }
}
