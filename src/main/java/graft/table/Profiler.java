package graft.table;

import graft.table.source.FaultLog;
import graft.table.source.Notes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers a {@link TableProfile} row by row, in bounded memory. */
final class Profiler {
  private static final int LONG_TEXT = 100_000;

  /** Characters of distinct values of all columns together. */
  private static final int MOST_KEPT = 1 << 20;

  private final TableLimits limits;
  private final FaultLog faults;
  private final TableFormat format;
  private final boolean isText;
  private final Map<String, ColumnTally> tallies = new LinkedHashMap<>();
  private final RowDigests digests = new RowDigests();
  private long rows;
  private long repeated;
  private long tooLong;
  private int kept;

  Profiler(TableFormat format, TableLimits limits, FaultLog faults) {
    this.format = format;
    this.isText = format.isText();
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
        kept -= tally.kept();
        tally.add(value, row.line());
        kept += tally.kept();
        isLong |=
            format != TableFormat.IMAGE_FOLDER
                && value instanceof String text
                && text.length() > LONG_TEXT;
      }
    }
    forgetWidest();
    tooLong += isLong ? 1 : 0;
    repeated += digests.addIsRepeated(content(row)) ? 1 : 0;
  }

  /** What is null and what is absent is the same to all who read rows. */
  private static String content(Row row) {
    Map<String, Object> present = new TreeMap<>();
    row.values()
        .forEach((name, value) -> {
          if (value != null) {
            present.put(name, value);
          }
        });
    return present.toString();
  }

  /** The columns with the most text are the least likely to be labels. */
  private void forgetWidest() {
    while (kept > MOST_KEPT) {
      ColumnTally widest =
          Collections.max(tallies.values(), Comparator.comparingInt(ColumnTally::kept));
      kept -= widest.kept();
      widest.forget("too many distinct values in all columns together");
    }
  }

  TableProfile profile(Optional<String> separator, Notes notes) {
    tallies.values().forEach(tally -> tally.check(faults));
    if (rows > 0 && tallies.isEmpty() && !faults.isFull()) {
      faults.add(1, 1, "no row has a column");
    }
    List<Column> columns = tallies.values().stream().map(tally -> tally.column(rows)).toList();
    Map<String, Long> labels = labels(columns);
    return new TableProfile(
        format,
        separator,
        rows,
        columns,
        labels,
        warnings(columns, labels, notes),
        faults.first(),
        faults.count());
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
    return labelColumn(columns).map(Column::values).orElse(Map.of());
  }

  private static Optional<Column> labelColumn(List<Column> columns) {
    return TableProfile.LABEL_COLUMNS.stream()
        .flatMap(name -> columns.stream().filter(column -> column.name().equals(name)))
        .findFirst();
  }

  private static List<String> ofLabel(Column label) {
    List<String> found = new ArrayList<>();
    if (label.type() == ColumnType.NUMBER && label.holdsWholeNumbers()) {
      found.add(
          "column "
              + label.name()
              + ": whole numbers written with a point are scores, unless a task that has classes is"
              + " asked for; then 1.0 is the class 1");
    }
    label
        .uncounted()
        .filter(reason -> reason.startsWith("a value of"))
        .ifPresent(reason -> found.add("column " + label.name() + ": " + reason));
    return found;
  }

  private List<String> warnings(List<Column> columns, Map<String, Long> labels, Notes notes) {
    List<String> found = new ArrayList<>(notes.all());
    if (repeated > 0) {
      found.add("rows that repeat an earlier one: " + repeated);
    }
    if (tooLong > 0) {
      found.add("rows with a text of more than " + LONG_TEXT + " characters: " + tooLong);
    }
    tallies.values().forEach(tally -> found.addAll(tally.warnings()));
    labelColumn(columns).ifPresent(label -> found.addAll(ofLabel(label)));
    if (labels.size() == 1) {
      found.add("every row has the label " + labels.keySet().iterator().next());
    }
    found.addAll(DoubtfulLabels.warnings(labels.keySet()));
    return found;
  }
}
