package graft.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file.
 *
 * @param line where it begins, counted from 1
 * @param values by column, in the file's order: as JSON reads them (strings, numbers, booleans,
 *     lists, maps, null), or for CSV and TSV strings, null where the field is empty
 */
public record Row(long line, Map<String, @Nullable Object> values) {
  public Row {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
