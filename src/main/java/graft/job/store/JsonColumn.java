package graft.job.store;

import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records in a column of type {@code jsonb}. */
final class JsonColumn {
  private JsonColumn() {}

  static Map<String, @Nullable Object> write(Record value) {
    return storable(Codec.write(value));
  }

  /** An object without what the column cannot keep: U+0000, and numbers that are not finite. */
  static Map<String, @Nullable Object> storable(Map<?, ?> json) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    json.forEach((key, value) -> result.put(storable(key.toString()), storable(value)));
    return result;
  }

  static <R extends Record> R read(Class<R> type, Map<String, ?> json) {
    Faults faults = new Faults();
    return Codec.read(type, json, "", faults)
        .orElseThrow(() -> {
          faults.throwIfAny(ErrorCode.INTERNAL);
          return new IllegalStateException("no " + type.getSimpleName() + " in " + json);
        });
  }

  private static @Nullable Object storable(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> storable(text);
      case Double number -> Double.isFinite(number) ? number : null;
      case Map<?, ?> map -> storable(map);
      case Collection<?> items -> items.stream().map(JsonColumn::storable).toList();
      default -> value;
    };
  }

  private static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
