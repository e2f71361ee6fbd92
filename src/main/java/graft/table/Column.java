package graft.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One column of a file.
 *
 * @param examples the first three values that are not null, each cut to 80 characters; lists and
 *     objects as JSON
 * @param nulls rows in which it is null or absent
 * @param values how often each distinct value occurs, sorted by value; of lists, each of their
 *     items. Empty where they are not counted
 * @param uncounted why the values are not counted: {@code more than 1000 distinct values}; empty
 *     where they are
 */
public record Column(
    String name,
    ColumnType type,
    List<String> examples,
    long nulls,
    Map<String, Long> values,
    Optional<String> uncounted) {
  /** Most distinct values that are counted. */
  public static final int MOST_VALUES = 1000;

  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+(\\.0*)?");

  public Column {
    examples = List.copyOf(examples);
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Whether all its numbers, or those in its lists, are whole, though some may be written with a
   * point: 1.0 and 0.0.
   */
  public boolean holdsWholeNumbers() {
    return (type == ColumnType.NUMBER || type == ColumnType.LIST)
        && !values.isEmpty()
        && values.keySet().stream().allMatch(value -> WHOLE.matcher(value).matches());
  }
}
