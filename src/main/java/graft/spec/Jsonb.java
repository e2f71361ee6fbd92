package graft.spec;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records as PostgreSQL's type {@code jsonb} keeps them: without U+0000 and numbers that are not
 * finite, which it cannot hold, and with keys that come back sorted, because it forgets their
 * order.
 */
public final class Jsonb {
  private Jsonb() {}

  public static Map<String, @Nullable Object> write(Record value) {
    return storable(Codec.write(value));
  }

  /** An object without what the type cannot keep. */
  public static Map<String, @Nullable Object> storable(Map<?, ?> json) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    json.forEach((key, value) -> result.put(storable(key.toString()), storable(value)));
    return result;
  }

  /**
   * @throws GraftException {@link ErrorCode#INTERNAL} if it was not written by this version or an
   *     earlier one
   */
  public static <R extends Record> R read(Class<R> type, Map<String, ?> json) {
    Faults faults = new Faults();
    return Codec.read(type, sorted(json), "", faults)
        .orElseThrow(() -> {
          faults.throwIfAny(ErrorCode.INTERNAL);
          return new IllegalStateException("no " + type.getSimpleName() + " in " + json);
        });
  }

  private static Map<String, @Nullable Object> sorted(Map<?, ?> json) {
    Map<String, @Nullable Object> result = new TreeMap<>();
    json.forEach((key, value) -> result.put(key.toString(), sortedValue(value)));
    return result;
  }

  private static @Nullable Object sortedValue(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> sorted(map);
      case Collection<?> items -> items.stream().map(Jsonb::sortedValue).toList();
      default -> value;
    };
  }

  private static @Nullable Object storable(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> storable(text);
      case Double number -> Double.isFinite(number) ? number : null;
      case Map<?, ?> map -> storable(map);
      case Collection<?> items -> items.stream().map(Jsonb::storable).toList();
      default -> value;
    };
  }

  private static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
