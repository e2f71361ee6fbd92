package graft.api.doc;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Map;

/** JSON Schemas as swagger-core's model has them. */
final class Models {
  private Models() {}

  static Schema<?> of(Map<String, Object> schema) {
    return Json31.mapper().convertValue(schema, JsonSchema.class);
  }

  /** A reference to a schema of the document. */
  static Schema<?> reference(String name) {
    return of(Map.of("$ref", pointer(name)));
  }

  static String pointer(String name) {
    return "#/components/schemas/" + name;
  }
}
