package graft.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 says, with a header row; TSV is the same with tabs. Blank lines are skipped. The
 * structure is lost at a quote that is wrong, so reading ends there.
 */
final class CsvRows implements Rows {
  private final Iterator<CsvRecord> records;
  private final FaultLog faults;
  private final List<String> header;
  private long line = 1;

  CsvRows(Lines lines, char separator, TableLimits limits, FaultLog faults) {
    this.faults = faults;
    this.records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .maxBufferSize(limits.maxLineBytes())
            .build(
                CsvRecordHandler.of(handler ->
                    handler
                        .maxFields(limits.maxColumns() + 1)
                        .maxFieldSize(limits.maxLineBytes())
                        .maxRecordSize(limits.maxLineBytes())),
                new LineReader(lines))
            .iterator();
    CsvRecord first = record();
    this.header = first == null ? List.of() : first.getFields();
    checkHeader();
  }

  @Override
  public @Nullable Row next() {
    for (CsvRecord record = record(); record != null; record = record()) {
      if (record.getFieldCount() == header.size()) {
        return new Row(line, values(record));
      }
      faults.add(
          line,
          1,
          "expected "
              + header.size()
              + " fields as in the header, found "
              + record.getFieldCount());
    }
    return null;
  }

  /** The next record as it stands; null at the end, or where the structure is lost. */
  private @Nullable CsvRecord record() {
    try {
      if (faults.isFull() || !records.hasNext()) {
        return null;
      }
      CsvRecord record = records.next();
      line = record.getStartingLineNumber();
      if (records.hasNext()) {
        return record;
      }
      if (!record.getFields().equals(List.of(LineReader.END)) && !faults.isFull()) {
        faults.addLast(line, 1, "a quote is opened in this row and never closed");
      }
      return null;
    } catch (CsvParseException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      faults.addLast(line + 1, 1, "not valid CSV in this row or below: " + reason.getMessage());
      return null;
    }
  }

  private void checkHeader() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      if (name.isBlank()) {
        faults.addLast(line, 1, "the header's field " + (i + 1) + " is empty; expected a name");
      } else if (!seen.add(name)) {
        faults.addLast(line, 1, "the header names the column \"" + name + "\" twice");
      }
    }
  }

  private Map<String, @Nullable Object> values(CsvRecord record) {
    Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(header.size());
    for (int i = 0; i < header.size(); i++) {
      String field = record.getField(i);
      values.put(header.get(i), field.isEmpty() ? null : field);
    }
    return values;
  }
}
