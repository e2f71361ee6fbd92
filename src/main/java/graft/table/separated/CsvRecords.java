package graft.table.separated;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import graft.table.source.FaultLog;
import graft.table.source.LineReader;
import graft.table.source.Lines;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records as RFC 4180 says. Blank lines are skipped. The structure is lost at a quote that is
 * wrong, so reading ends there.
 */
final class CsvRecords implements Records {
  private final Lines lines;
  private final FaultLog faults;
  private final Iterator<CsvRecord> records;
  private final int mostFields;
  private final long skipped;
  private long line = 1;

  CsvRecords(
      Lines lines, Separator separator, int mostFields, int mostCharacters, FaultLog faults) {
    this.lines = lines;
    this.faults = faults;
    this.mostFields = mostFields;
    this.skipped = lines.number();
    this.records =
        CsvReader.builder()
            .fieldSeparator(separator.character())
            .allowExtraFields(true)
            .allowMissingFields(true)
            .maxBufferSize(mostCharacters)
            .build(
                CsvRecordHandler.of(handler ->
                    handler
                        .maxFields(mostFields + 1)
                        .maxFieldSize(mostCharacters)
                        .maxRecordSize(mostCharacters)),
                new LineReader(lines))
            .iterator();
  }

  @Override
  public @Nullable List<String> next() {
    try {
      if (faults.isFull() || !records.hasNext()) {
        return null;
      }
      CsvRecord record = records.next();
      line = skipped + record.getStartingLineNumber();
      if (records.hasNext()) {
        return record.getFields();
      }
      if (!record.getFields().equals(List.of(LineReader.END)) && !faults.isFull()) {
        faults.addLast(line, 1, "a quote is opened in this row and never closed");
      }
      return null;
    } catch (CsvParseException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      faults.addLast(line + 1, 1, explained(String.valueOf(reason.getMessage())));
      return null;
    }
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public void close() {
    lines.close();
  }

  private String explained(String reason) {
    if (reason.contains("buffer") || reason.contains("size")) {
      return "not valid CSV in this row or below: a quote is opened and not closed within the"
          + " longest row that is read";
    }
    return reason.contains("fields")
        ? "this row or one below has more than " + mostFields + " fields, the limit"
        : "not valid CSV in this row or below: " + reason;
  }
}
