package graft.api.file;

import graft.catalog.file.DataFile;
import graft.table.Column;
import graft.table.ColumnType;
import graft.table.TableFormat;
import graft.table.TableProfile;
import graft.table.source.TableFault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file as clients see it. */
record DataFileView(
    String id,
    String object,
    long bytes,
    long createdAt,
    Optional<Long> expiresAt,
    String filename,
    String purpose,
    String status,
    Optional<String> statusDetails,
    TableFormat format,
    Optional<String> separator,
    long rows,
    List<ColumnView> columns,
    Map<String, Long> labelCounts,
    String sha256,
    List<String> warnings,
    List<TableFault> errors,
    int errorCount) {
  /** A column, without the counts of its values. */
  record ColumnView(String name, ColumnType type, List<String> examples, long nullCount) {
    static ColumnView of(Column column) {
      return new ColumnView(column.name(), column.type(), column.examples(), column.nulls());
    }
  }

  static DataFileView of(DataFile file) {
    TableProfile profile = file.profile();
    return new DataFileView(
        file.id().value(),
        "file",
        file.bytes(),
        file.createdAt().getEpochSecond(),
        file.expiresAt().map(Instant::getEpochSecond),
        file.filename(),
        file.purpose().wireName(),
        profile.isValid() ? "processed" : "error",
        details(profile),
        profile.format(),
        profile.separator(),
        profile.rows(),
        profile.columns().stream().map(ColumnView::of).toList(),
        profile.labelCounts(),
        file.sha256(),
        profile.warnings(),
        profile.faults(),
        profile.faultCount());
  }

  private static Optional<String> details(TableProfile profile) {
    return profile.faults().stream()
        .findFirst()
        .map(first -> first.toFault().message())
        .map(first -> profile.faultCount() == 1 ? first : first + more(profile.faultCount() - 1));
  }

  private static String more(int others) {
    return " (and " + others + " more)";
  }
}
