package graft.table;

import graft.table.source.FaultLog;
import graft.table.source.Notes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of columns as all formats have them: trimmed of what nobody sees, and distinct. */
final class ColumnNames {
  private static final int LONGEST = 200;
  private static final int MOST_REMEMBERED = 10_000;

  /** Blanks of every kind, and marks without width. */
  private static final Pattern UNSEEN =
      Pattern.compile(
          "^[\\s\\p{Z}\\u200B-\\u200D\\u2060\\uFEFF]+|[\\s\\p{Z}\\u200B-\\u200D\\u2060\\uFEFF]+$");

  private final Map<String, String> known = new HashMap<>();
  private final FaultLog faults;
  private final Notes notes;

  ColumnNames(FaultLog faults, Notes notes) {
    this.faults = faults;
    this.notes = notes;
  }

  /** The same row under its columns' names; null where a name cannot be, which is in the log. */
  @Nullable Row named(Row row) {
    Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(row.values().size());
    for (Map.Entry<String, @Nullable Object> entry : row.values().entrySet()) {
      Optional<String> name = name(entry.getKey(), row.line());
      if (name.isEmpty()) {
        return null;
      }
      if (values.containsKey(name.get())) {
        faults.add(row.line(), 1, "names the column \"" + name.get() + "\" twice");
        return null;
      }
      values.put(name.get(), entry.getValue());
    }
    return new Row(row.line(), values);
  }

  /** The name as it counts; empty where it cannot be, which is in the log. */
  Optional<String> name(String written, long line) {
    String seen = known.get(written);
    if (seen != null) {
      return Optional.of(seen);
    }
    String name = UNSEEN.matcher(written).replaceAll("");
    if (name.isEmpty() || name.length() > LONGEST) {
      faults.add(
          line,
          1,
          name.isEmpty()
              ? "the name of a column is empty; expected a name"
              : "the name of a column has "
                  + name.length()
                  + " characters, at most "
                  + LONGEST
                  + " are read: "
                  + name.substring(0, 40)
                  + "…");
      return Optional.empty();
    }
    if (!name.equals(written)) {
      notes.add("column " + name + ": its name is written with blanks or marks around it");
    }
    if (known.size() < MOST_REMEMBERED) {
      known.put(written, name);
    }
    return Optional.of(name);
  }
}
