package graft.api.job;

import graft.spec.JsonValue;
import graft.spec.adapter.AdapterConfig;
import java.util.List;
import java.util.Map;

/** What a request for a job may have as its adapter. */
record JobAdapter(Object json) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of("oneOf", List.of(AdapterConfig.SCHEMA, start()));

  public static JobAdapter read(Object json) {
    return new JobAdapter(json);
  }

  private static Map<String, Object> start() {
    return Map.of(
        "type",
        "object",
        "description",
        "The adapter to go on from, with its own configuration and setup",
        "properties",
        Map.of("from", Map.of("type", "string", "description", "Its id")),
        "required",
        List.of("from"),
        "additionalProperties",
        false);
  }
}
