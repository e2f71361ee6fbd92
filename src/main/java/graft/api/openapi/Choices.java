package graft.api.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that are one of several things. Each stands once in the document, and the schemas that
 * have it, which know it by its title, refer to it.
 */
final class Choices {
  /** A request may leave attributes out, and an answer has them all. */
  private static final Map<String, String> IN_ANSWERS =
      Map.of(AdapterChoice.ASKED, AdapterChoice.ANSWERED);

  private Choices() {}

  /** Every choice and all that it is made of, by name. */
  static Map<String, Map<String, Object>> all() {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>(AdapterChoice.schemas());
    all.putAll(SetupChoice.schemas());
    return all;
  }

  /** The choice that an answer has where a request has this one. */
  static Map<String, Object> answered(Map<String, Object> schema) {
    String answer = IN_ANSWERS.get(String.valueOf(schema.get(NamedSchemas.TITLE)));
    if (answer == null) {
      return schema;
    }
    Map<String, Object> changed = new LinkedHashMap<>(schema);
    changed.put(NamedSchemas.TITLE, answer);
    return changed;
  }

  /** One of several schemas. */
  static Map<String, Object> oneOf(String description, List<Map<String, Object>> schemas) {
    Map<String, Object> choice = new LinkedHashMap<>();
    choice.put("description", description);
    choice.put("oneOf", schemas);
    return choice;
  }

  static Map<String, Object> reference(String name) {
    return Map.of("$ref", Models.pointer(name));
  }

  static Map<String, Object> text(String description) {
    return Map.of("type", "string", "description", description);
  }
}
