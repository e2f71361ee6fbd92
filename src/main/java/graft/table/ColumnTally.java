package graft.table;

import graft.table.separated.Cell;
import graft.table.source.FaultLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Counts what one column holds while its file is read; bounded in memory. */
final class ColumnTally {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int EXAMPLES = 3;
  private static final int EXAMPLE_LENGTH = 80;
  private static final int MAX_VALUE_LENGTH = 200;

  /** Columns whose values are lists where there are any; a text in one of them is a mistake. */
  private static final Set<String> OF_LISTS =
      Set.of(
          "label",
          "labels",
          "tags",
          "ner_tags",
          "pos_tags",
          "tokens",
          "words",
          "choices",
          "endings",
          "options",
          "answers",
          "messages",
          "input_ids",
          "attention_mask",
          "token_type_ids");

  private static final Pattern PRINTED =
      Pattern.compile(
          "\\[[-+.\\deE\\s]+\\]$|(array|tensor|set|frozenset)\\(|\\{\\s*['\"][^\\n]*\\}$");

  private final String name;
  private final boolean isText;
  private final List<String> examples = new ArrayList<>();
  private final Map<String, Long> distinct = new TreeMap<>();
  private @Nullable ColumnType type;
  private @Nullable String uncounted;
  private int kept;
  private long present;
  private long blank;
  private long lists;
  private long firstList;

  /**
   * @param isText whether the file has only texts, whose types are guessed
   */
  ColumnTally(String name, boolean isText) {
    this.name = name;
    this.isText = isText;
  }

  void add(Object value, long line) {
    present++;
    ColumnType next =
        isText && value instanceof String text ? ColumnType.ofText(text) : ColumnType.of(value);
    type = ColumnType.join(type, next, isText);
    if (value instanceof String text) {
      see(text, line);
    }
    if (examples.size() < EXAMPLES) {
      examples.add(cut(value instanceof String text ? text : JSON.writeValueAsString(value)));
    }
    if (uncounted == null) {
      count(value, line);
    }
  }

  /** Characters of the values that it keeps. */
  int kept() {
    return kept;
  }

  /** Keeps no values any more. */
  void forget(String reason) {
    uncounted = reason;
    distinct.clear();
    kept = 0;
  }

  Column column(long rows) {
    ColumnType known = type == null ? ColumnType.STRING : type;
    return new Column(
        name, known, examples, rows - present, distinct, Optional.ofNullable(uncounted));
  }

  /** Refuses what no task can mean. */
  void check(FaultLog faults) {
    if (lists > 0 && OF_LISTS.contains(name) && !faults.isFull()) {
      faults.add(firstList, 1, someLists());
    }
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
    if (lists > 0 && !OF_LISTS.contains(name)) {
      found.add(someLists() + "; all are read as texts");
    }
    return found;
  }

  private void see(String text, long line) {
    blank += text.isBlank() ? 1 : 0;
    if (isText && (looksLikeList(text) || (OF_LISTS.contains(name) && looksPrinted(text)))) {
      firstList = lists == 0 ? line : firstList;
      lists++;
    }
  }

  /** Lists that could be read are none of these any more, if all of their column's cells are. */
  private static boolean looksLikeList(String text) {
    String cell = text.startsWith("[") ? text.strip() : "";
    return cell.endsWith("]")
        && (cell.indexOf(',') > 0 || cell.indexOf('\'') > 0 || Cell.of(cell) == Cell.LIST);
  }

  /** Arrays and sets as NumPy and Python print them. */
  private static boolean looksPrinted(String text) {
    String cell = text.strip();
    return PRINTED.matcher(cell).lookingAt() && Cell.of(cell) == Cell.TEXT;
  }

  private String someLists() {
    return "column "
        + name
        + ": "
        + lists
        + " of "
        + present
        + " cells look like lists, the first in line "
        + firstList
        + ", but not all can be read as one; expected JSON or Python lists of texts and numbers in"
        + " every cell, or in none";
  }

  private void count(Object value, long line) {
    switch (value) {
      case Collection<?> items -> items.forEach(item -> countScalar(item, line));
      default -> countScalar(value, line);
    }
    if (distinct.size() > Column.MOST_VALUES) {
      forget("more than " + Column.MOST_VALUES + " distinct values");
    }
  }

  private void countScalar(@Nullable Object value, long line) {
    if (uncounted != null) {
      return;
    }
    boolean isScalar =
        value instanceof String || value instanceof Number || value instanceof Boolean;
    String key = isScalar ? String.valueOf(value) : "";
    if (!isScalar) {
      forget("values that are no texts, numbers or booleans");
    } else if (key.length() > MAX_VALUE_LENGTH) {
      forget(
          "a value of "
              + key.length()
              + " characters in line "
              + line
              + "; a label has at most "
              + MAX_VALUE_LENGTH);
    } else if (distinct.merge(key, 1L, Long::sum) == 1) {
      kept += key.length();
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
