package graft.spec.generation;

import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * The tokens of which any ends a text: one id or a list of ids in JSON. An empty list: none does.
 */
public record EndTokens(List<Integer> ids) implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "oneOf",
          List.of(
              Map.of("type", "integer", "minimum", 0),
              Map.of("type", "array", "items", Map.of("type", "integer", "minimum", 0))));

  private static final int MOST = 64;
  private static final String EXPECTED = "a token id or a list of at most " + MOST + " of them";

  public EndTokens {
    ids = List.copyOf(ids);
  }

  public static EndTokens read(Object json) {
    List<?> given = json instanceof List<?> list ? list : List.of(json);
    if (given.size() > MOST) {
      throw new IllegalArgumentException(EXPECTED);
    }
    return new EndTokens(given.stream().map(EndTokens::id).toList());
  }

  private static int id(Object json) {
    boolean isId = json instanceof Number n && n.doubleValue() == n.intValue() && n.intValue() >= 0;
    if (!isId) {
      throw new IllegalArgumentException(EXPECTED);
    }
    return ((Number) json).intValue();
  }

  @Override
  public Object json() {
    return ids.size() == 1 ? ids.getFirst() : ids;
  }
}
