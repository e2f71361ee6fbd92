package graft.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The names of classes that Hugging Face's {@code datasets} keeps beside a Parquet file's numbers,
 * by column: {@code ClassLabel}, or a {@code Sequence} or {@code List} of it.
 */
final class ClassLabels {
  /** The key of the note that holds them. */
  static final String NOTE = "huggingface";

  private static final int MOST = 16 << 20;

  /** What stands for a row without a label. */
  private static final int NONE = -1;

  private final Map<String, List<String>> names;

  private ClassLabels(Map<String, List<String>> names) {
    this.names = names;
  }

  /**
   * @param note as the file has it; empty, or not as expected, if there are no names
   */
  static ClassLabels of(String note) {
    Map<String, List<String>> names = new HashMap<>();
    if (member(parsed(note), "info") instanceof Map<?, ?> info
        && member(info, "features") instanceof Map<?, ?> features) {
      features.forEach((column, feature) ->
          names(feature).ifPresent(found -> names.put(column.toString(), found)));
    }
    return new ClassLabels(names);
  }

  /**
   * The value of a column with names in place of numbers.
   *
   * @throws IllegalArgumentException if a number has no name
   */
  @Nullable Object named(String column, @Nullable Object value) {
    List<String> known = names.get(column);
    return known == null ? value : named(column, known, value);
  }

  private static @Nullable Object named(String column, List<String> known, @Nullable Object value) {
    return switch (value) {
      case Integer number when number == NONE -> null;
      case Integer number when number >= 0 && number < known.size() -> known.get(number);
      case Number number ->
          throw new IllegalArgumentException(
              "column "
                  + column
                  + " holds the class "
                  + number
                  + ", and the file names only "
                  + known.size());
      case List<?> items -> {
        List<@Nullable Object> all = new ArrayList<>();
        items.forEach(item -> all.add(named(column, known, item)));
        yield all;
      }
      case null, default -> value;
    };
  }

  private static Optional<List<String>> names(Object feature) {
    Object type = member(feature, "_type");
    if ("ClassLabel".equals(type) && member(feature, "names") instanceof List<?> names) {
      return Optional.of(names.stream().map(String::valueOf).toList());
    }
    if ("Sequence".equals(type) || "List".equals(type) || "LargeList".equals(type)) {
      Object items = member(feature, "feature");
      return items == null ? Optional.empty() : names(items);
    }
    return feature instanceof List<?> items && items.size() == 1
        ? names(items.getFirst())
        : Optional.empty();
  }

  private static @Nullable Object member(@Nullable Object object, String name) {
    return object instanceof Map<?, ?> map ? map.get(name) : null;
  }

  private static @Nullable Object parsed(String note) {
    try (JsonParser parser =
        JsonValues.factory(MOST).createParser(ObjectReadContext.empty(), note)) {
      return parser.nextToken() == JsonToken.START_OBJECT ? JsonValues.object(parser) : null;
    } catch (JacksonException | JsonValues.Refused broken) {
      return null;
    }
  }
}
