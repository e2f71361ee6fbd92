package graft.api;

import graft.spec.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of a prediction, one map a row. */
public record PredictInputs(List<Map<String, Object>> rows) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          List.of("array", "object"),
          "description",
          "A list of texts or of objects with text and text_pair, or one object with input_ids, attention_mask and token_type_ids");
  private static final int MOST = 1000;

  public PredictInputs {
    rows = List.copyOf(rows);
  }

  public static PredictInputs read(Object json) {
    return switch (json) {
      case List<?> list when !list.isEmpty() && list.size() <= MOST ->
          new PredictInputs(list.stream().map(PredictInputs::row).toList());
      case Map<?, ?> ready
          when ready.get("input_ids") instanceof List<?> ids
              && !ids.isEmpty()
              && ids.size() <= MOST ->
          ready(ready, ids);
      default ->
          throw new IllegalArgumentException(
              "a list of 1 to " + MOST + " texts or objects, or an object with input_ids");
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> row(Object input) {
    return switch (input) {
      case String text -> Map.of("text", text);
      case Map<?, ?> columns -> (Map<String, Object>) columns;
      default -> throw new IllegalArgumentException("a list of texts or objects");
    };
  }

  /** One row of ids each, without what their mask hides. */
  private static PredictInputs ready(Map<?, ?> ready, List<?> ids) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
        if (ready.get(name) instanceof List<?> all && i < all.size() && all.get(i) != null) {
          row.put(name, all.get(i));
        }
      }
      rows.add(row);
    }
    return new PredictInputs(rows);
  }

  @Override
  public Object json() {
    return rows;
  }
}
