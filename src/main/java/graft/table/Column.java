package graft.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One column of a file.
 *
 * @param examples the first three values that are not null, each cut to 80 characters; lists and
 *     objects as JSON
 * @param nulls rows in which it is null or absent
 * @param values how often each distinct value occurs, sorted by value; of lists, each of their
 *     items. Empty where there are more than 1000 distinct values, or values that are not scalars
 */
public record Column(
    String name, ColumnType type, List<String> examples, long nulls, Map<String, Long> values) {
  public Column {
    examples = List.copyOf(examples);
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
