package graft.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers a {@link TableProfile} row by row, in bounded memory. */
final class Profiler {
  private static final int LONG_TEXT = 100_000;

  private final TableLimits limits;
  private final FaultLog faults;
  private final boolean isText;
  private final Map<String, ColumnTally> tallies = new LinkedHashMap<>();
  private final RowDigests digests = new RowDigests();
  private long rows;
  private long repeated;
  private long tooLong;

  Profiler(TableFormat format, TableLimits limits, FaultLog faults) {
    this.isText = format != TableFormat.JSON_LINES;
    this.limits = limits;
    this.faults = faults;
  }

  void add(Row row) {
    rows++;
    boolean isLong = false;
    for (Map.Entry<String, @Nullable Object> entry : row.values().entrySet()) {
      Object value = entry.getValue();
      ColumnTally tally = tally(entry.getKey(), row.line());
      if (tally != null && value != null) {
        tally.add(value);
        isLong |= value instanceof String text && text.length() > LONG_TEXT;
      }
    }
    tooLong += isLong ? 1 : 0;
    repeated += digests.addIsRepeated(row.values().toString()) ? 1 : 0;
  }

  TableProfile profile(TableFormat format) {
    List<Column> columns = tallies.values().stream().map(tally -> tally.column(rows)).toList();
    Map<String, Long> labels = labels(columns);
    return new TableProfile(
        format, rows, columns, labels, warnings(columns, labels), faults.first(), faults.count());
  }

  private @Nullable ColumnTally tally(String name, long line) {
    ColumnTally known = tallies.get(name);
    if (known == null && tallies.size() >= limits.maxColumns()) {
      if (!faults.isFull()) {
        faults.addLast(line, 1, "the file has more than " + limits.maxColumns() + " columns");
      }
      return null;
    }
    return known != null
        ? known
        : tallies.computeIfAbsent(name, key -> new ColumnTally(key, isText));
  }

  private static Map<String, Long> labels(List<Column> columns) {
    return TableProfile.LABEL_COLUMNS.stream()
        .flatMap(name -> columns.stream().filter(column -> column.name().equals(name)))
        .findFirst()
        .map(Column::values)
        .orElse(Map.of());
  }

  private List<String> warnings(List<Column> columns, Map<String, Long> labels) {
    List<String> found = new ArrayList<>();
    if (repeated > 0) {
      found.add("rows that repeat an earlier one: " + repeated);
    }
    if (tooLong > 0) {
      found.add("rows with a text of more than " + LONG_TEXT + " characters: " + tooLong);
    }
    tallies.values().forEach(tally -> found.addAll(tally.warnings()));
    if (isText && columns.size() == 1 && columns.getFirst().name().contains(";")) {
      found.add(
          "the header is one column, "
              + columns.getFirst().name()
              + "; fields are separated by"
              + " commas or tabs, not semicolons");
    }
    if (labels.size() == 1) {
      found.add("every row has the label " + labels.keySet().iterator().next());
    }
    found.addAll(alike(labels));
    return found;
  }

  /** Labels that differ in case or outer blanks only, and so are likely meant to be one. */
  private static List<String> alike(Map<String, Long> labels) {
    Map<String, List<String>> bySound = new TreeMap<>();
    labels
        .keySet()
        .forEach(label ->
            bySound
                .computeIfAbsent(label.strip().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .add(label));
    return bySound.values().stream()
        .filter(group -> group.size() > 1)
        .map(group ->
            "labels differ in case or blanks only: \"" + String.join("\", \"", group) + '"')
        .toList();
  }
}
