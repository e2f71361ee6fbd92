package graft.api.job;

import graft.api.openapi.AdapterChoice;
import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;

/** What a request for a job may have as its adapter. */
record JobAdapter(Object json) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of("title", AdapterChoice.OF_JOB, "type", List.of("string", "object"));

  public static JobAdapter read(Object json) {
    return new JobAdapter(json);
  }
}
