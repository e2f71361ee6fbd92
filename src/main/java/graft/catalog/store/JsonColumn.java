package graft.catalog.store;

import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records in a column of type {@code jsonb}, which does not keep the order of keys: they come back
 * sorted.
 */
final class JsonColumn {
  private JsonColumn() {}

  static Map<String, @Nullable Object> write(Record value) {
    return strings(Codec.write(value));
  }

  static <R extends Record> R read(Class<R> type, Map<String, ?> json) {
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
      case Collection<?> items -> items.stream().map(JsonColumn::sortedValue).toList();
      default -> value;
    };
  }

  private static Map<String, @Nullable Object> strings(Map<?, ?> json) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    json.forEach((key, value) -> result.put(storable(key.toString()), storable(value)));
    return result;
  }

  private static @Nullable Object storable(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> storable(text);
      case Map<?, ?> map -> strings(map);
      case Collection<?> items -> items.stream().map(JsonColumn::storable).toList();
      default -> value;
    };
  }

  /** PostgreSQL has no way to keep U+0000 in a text, which JSON allows. */
  private static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
