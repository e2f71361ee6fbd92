package graft.table;

import org.jspecify.annotations.Nullable;

/** The rows of one file in one format; faulty rows are left out and logged. */
sealed interface Rows permits JsonRows, CsvRows {
  /** The next row that can be read; null at the end. */
  @Nullable Row next();

  static Rows of(TableFormat format, Lines lines, TableLimits limits, FaultLog faults) {
    return switch (format) {
      case JSON_LINES -> new JsonRows(lines, faults);
      case CSV -> new CsvRows(lines, ',', limits, faults);
      case TSV -> new CsvRows(lines, '\t', limits, faults);
    };
  }
}
