package graft.template.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of what JSON is read into: maps, lists, texts, numbers, truth values and null. */
public final class JsonValues {
  private JsonValues() {}

  /**
   * A value of JSON.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Value of(@Nullable Object json) {
    return switch (json) {
      case null -> None.NONE;
      case String text -> Str.of(text);
      case Boolean truth -> Bool.of(truth);
      case BigInteger whole -> new Int(whole);
      case Double real -> new Real(real);
      case Float real -> new Real(real);
      case BigDecimal real -> new Real(real.doubleValue());
      case Number whole -> Int.of(whole.longValue());
      case List<?> list -> Listing.of(list.stream().map(JsonValues::of).toList());
      case Map<?, ?> map -> dict(map);
      default -> throw new IllegalArgumentException("no JSON value: " + json.getClass());
    };
  }

  private static Dict dict(Map<?, ?> map) {
    Map<Value, Value> entries = new LinkedHashMap<>();
    map.forEach((key, value) -> entries.put(Str.of(String.valueOf(key)), of(value)));
    return Dict.of(entries);
  }
}
