package graft.api.openapi;

import graft.spec.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema of a record as an answer: each attribute is always there, if only as null, and
 * later versions may have more. One that says itself that it requires nothing has what applies.
 */
final class ViewSchema {
  private static final String PROPERTIES = "properties";

  private ViewSchema() {}

  static Map<String, Object> of(Class<? extends Record> type) {
    return asAnswer(Schema.of(type, null));
  }

  /** A page of a list. */
  static Map<String, Object> ofList(Map<String, Object> item) {
    Map<String, Object> id = Map.of("type", List.of("string", "null"));
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("object", Map.of("type", "string"));
    properties.put("data", Map.of("type", "array", "items", item));
    properties.put("first_id", id);
    properties.put("last_id", id);
    properties.put("has_more", Map.of("type", "boolean"));
    return asAnswer(Map.of("type", "object", PROPERTIES, properties));
  }

  private static Map<String, Object> asAnswer(Map<?, ?> schema) {
    Map<String, Object> answer = new LinkedHashMap<>();
    schema.forEach((key, value) -> answer.put(key.toString(), inner(value)));
    if (List.of().equals(answer.get("required"))) {
      answer.remove("required");
      return answer;
    }
    if (answer.get(PROPERTIES) instanceof Map<?, ?> properties) {
      answer.put("required", List.copyOf(properties.keySet()));
      answer.remove("additionalProperties");
    }
    return Choices.answered(answer);
  }

  private static Object inner(Object value) {
    return switch (value) {
      case Map<?, ?> map -> asAnswer(map);
      case List<?> list -> list.stream().map(item -> inner((Object) item)).toList();
      default -> value;
    };
  }
}
