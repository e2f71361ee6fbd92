package graft.api.openapi;

import graft.api.web.Paged;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.List;
import java.util.Map;

/** The query of a list, which {@link Paged} reads. */
final class PageParameters {
  private PageParameters() {}

  static void add(Operation operation, Paged paged) {
    Map<String, Object> limit =
        Map.of("type", "integer", "minimum", 1, "maximum", paged.most(), "default", paged.limit());
    Map<String, Object> order =
        Map.of("type", "string", "enum", List.of("asc", "desc"), "default", "desc");
    add(operation, "limit", "Most elements wanted", limit);
    add(
        operation,
        "after",
        "Id of the element before the first one wanted",
        Map.of("type", "string"));
    if (paged.ordered()) {
      add(operation, "order", "By the time of creation", order);
    }
  }

  /**
   * A map, each pair of it a parameter: {@code name[key]=value}. Described as a text, since
   * generators of clients cannot send a map that names no key.
   */
  static void add(Operation operation, MapQuery map) {
    add(operation, map.value(), map.description(), Map.of("type", "string"));
  }

  private static void add(
      Operation operation, String name, String description, Map<String, Object> schema) {
    operation.addParametersItem(
        new Parameter()
            .in("query")
            .name(name)
            .description(description)
            .required(false)
            .schema(Models.of(schema)));
  }
}
