package graft.spec.generation;

import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;

/** When a search by beams ends that has as many whole texts as it has beams. */
public enum EarlyStopping implements JsonValue {
  /** {@code false}: when what goes on is worse than the worst of them, at its present length. */
  BY_PRESENT_LENGTH,
  /** {@code true}: at once. */
  AT_ONCE,
  /** {@code "never"}: when what goes on cannot become better than the worst of them. */
  BY_BEST_LENGTH;

  public static final Map<String, Object> SCHEMA =
      Map.of(
          "oneOf",
          List.of(Map.of("type", "boolean"), Map.of("type", "string", "enum", List.of("never"))));

  private static final String NEVER = "never";

  public static EarlyStopping read(Object json) {
    if (json instanceof Boolean atOnce) {
      return atOnce ? AT_ONCE : BY_PRESENT_LENGTH;
    }
    if (NEVER.equals(json)) {
      return BY_BEST_LENGTH;
    }
    throw new IllegalArgumentException("true, false or \"never\"");
  }

  @Override
  public Object json() {
    return switch (this) {
      case BY_PRESENT_LENGTH -> false;
      case AT_ONCE -> true;
      case BY_BEST_LENGTH -> NEVER;
    };
  }
}
