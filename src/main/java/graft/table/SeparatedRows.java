package graft.table;

import graft.table.separated.Cell;
import graft.table.separated.Records;
import graft.table.separated.Separated;
import graft.table.source.FaultLog;
import graft.table.source.Notes;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows below a header; one that stands again among the rows is left out. */
final class SeparatedRows implements Rows {
  private static final String MARK = "\uFEFF";

  private final Records records;
  private final List<Cell> cells;
  private final ColumnNames names;
  private final FaultLog faults;
  private final Notes notes;
  private final List<String> header;

  SeparatedRows(Separated file, ColumnNames names, FaultLog faults, Notes notes) {
    this.names = names;
    this.faults = faults;
    this.notes = notes;
    this.cells = file.cells();
    this.records = file.records(faults, notes);
    List<String> first = records.next();
    this.header = first == null ? List.of() : first;
    checkHeader(file.mostFields());
    noteCommas();
  }

  @Override
  public @Nullable Row next() {
    for (List<String> record = records.next(); record != null; record = records.next()) {
      if (record.size() != header.size()) {
        String expected = "expected " + header.size() + " fields as in the header, found ";
        faults.add(records.line(), 1, expected + record.size());
      } else if (!repeatsHeader(record)) {
        return new Row(records.line(), values(record));
      }
    }
    return null;
  }

  @Override
  public void close() {
    records.close();
  }

  /** A column alone may well hold its own name. */
  private boolean repeatsHeader(List<String> record) {
    boolean isFirst = record.getFirst().replace(MARK, "").equals(header.getFirst());
    int size = record.size();
    if (!isFirst || !record.subList(1, size).equals(header.subList(1, size))) {
      return false;
    }
    notes.count(
        size > 1
            ? "rows that repeat the header, left out (as where files were joined)"
            : "rows that hold the column's name");
    return size > 1;
  }

  private void checkHeader(int mostFields) {
    if (header.size() > mostFields) {
      faults.addLast(
          records.line(),
          1,
          "the file has " + header.size() + " columns; at most " + mostFields + " are read");
      return;
    }
    Set<String> seen = new LinkedHashSet<>();
    for (int i = 0; i < header.size() && !faults.isFull(); i++) {
      String written = header.get(i);
      if (written.isBlank()) {
        faults.addLast(records.line(), 1, empty(i));
        return;
      }
      Optional<String> name = names.name(written, records.line());
      if (name.isEmpty()) {
        faults.end();
      } else if (!seen.add(name.get())) {
        faults.addLast(
            records.line(), 1, "the header names the column \"" + name.get() + "\" twice");
      }
    }
  }

  private static String empty(int index) {
    return "the header's field "
        + (index + 1)
        + " is empty; expected a name"
        + (index == 0 ? " (a data frame's index is left out with index=False)" : "");
  }

  private void noteCommas() {
    for (int i = 0; i < Math.min(cells.size(), header.size()); i++) {
      if (cells.get(i) == Cell.COMMA) {
        notes.add("column " + header.get(i).strip() + ": decimal commas are read as points");
      }
    }
  }

  private Map<String, @Nullable Object> values(List<String> record) {
    Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(header.size());
    for (int i = 0; i < header.size(); i++) {
      String field = record.get(i);
      Cell cell = i < cells.size() ? cells.get(i) : Cell.TEXT;
      values.put(header.get(i), field.isEmpty() ? null : cell.read(field));
    }
    return values;
  }
}
