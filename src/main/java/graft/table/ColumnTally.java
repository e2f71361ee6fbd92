package graft.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Counts what one column holds while its file is read; bounded in memory. */
final class ColumnTally {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int EXAMPLES = 3;
  private static final int EXAMPLE_LENGTH = 80;
  private static final int MAX_DISTINCT = 1000;
  private static final int MAX_VALUE_LENGTH = 200;

  private final String name;
  private final boolean isText;
  private final List<String> examples = new ArrayList<>();
  private final Map<String, Long> distinct = new TreeMap<>();
  private @Nullable ColumnType type;
  private boolean isScattered;
  private long present;
  private long blank;

  /**
   * @param isText whether the file has only texts, whose types are guessed
   */
  ColumnTally(String name, boolean isText) {
    this.name = name;
    this.isText = isText;
  }

  void add(Object value) {
    present++;
    ColumnType next =
        isText && value instanceof String text ? ColumnType.ofText(text) : ColumnType.of(value);
    type = ColumnType.join(type, next, isText);
    if (value instanceof String text && text.isBlank()) {
      blank++;
    }
    if (examples.size() < EXAMPLES) {
      examples.add(cut(value instanceof String text ? text : JSON.writeValueAsString(value)));
    }
    if (!isScattered) {
      count(value);
    }
  }

  Column column(long rows) {
    ColumnType known = type == null ? ColumnType.STRING : type;
    return new Column(name, known, examples, rows - present, distinct);
  }

  /** Warnings about this column alone. */
  List<String> warnings() {
    List<String> found = new ArrayList<>();
    if (blank > 0) {
      found.add("column " + name + ": blank texts: " + blank);
    }
    if (type == ColumnType.MIXED) {
      found.add("column " + name + ": values are of more than one type");
    }
    return found;
  }

  private void count(Object value) {
    switch (value) {
      case Collection<?> items -> items.forEach(this::countScalar);
      default -> countScalar(value);
    }
    if (distinct.size() > MAX_DISTINCT) {
      isScattered = true;
    }
    if (isScattered) {
      distinct.clear();
    }
  }

  private void countScalar(@Nullable Object value) {
    boolean isScalar =
        value instanceof String || value instanceof Number || value instanceof Boolean;
    String key = isScalar ? String.valueOf(value) : "";
    if (!isScalar || key.length() > MAX_VALUE_LENGTH) {
      isScattered = true;
    } else {
      distinct.merge(key, 1L, Long::sum);
    }
  }

  private static String cut(String text) {
    if (text.length() <= EXAMPLE_LENGTH) {
      return text;
    }
    int end = EXAMPLE_LENGTH - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
