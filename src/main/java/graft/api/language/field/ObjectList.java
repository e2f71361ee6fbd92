package graft.api.language.field;

import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;

/** Objects that a chat template is given as they are: tools, documents. */
public record ObjectList(List<?> all) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of("type", "array", "items", Map.of("type", "object"));

  public static ObjectList read(Object json) {
    if (json instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
      return new ObjectList(list);
    }
    throw new IllegalArgumentException("a list of objects");
  }

  @Override
  public Object json() {
    return all;
  }
}
