package graft.api.file;

import graft.catalog.file.DataFile;
import graft.table.Row;
import graft.table.Table;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a file.
 *
 * @param offset rows before the first one here
 * @param rows how many the file has
 */
record RowsView(
    String object,
    List<Map<String, @Nullable Object>> data,
    int offset,
    long rows,
    boolean hasMore) {
  static RowsView of(DataFile file, RowsQuery query) {
    try (Table table = Table.open(file.path(), file.filename())) {
      List<Map<String, @Nullable Object>> data =
          table.stream().skip(query.offset()).limit(query.limit()).map(Row::values).toList();
      long rows = file.profile().rows();
      return new RowsView("list", data, query.offset(), rows, query.offset() + data.size() < rows);
    }
  }
}
