package graft.table;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of one file in one format; faulty rows are left out and logged. */
sealed interface Rows extends AutoCloseable
    permits JsonRows, JsonDocumentRows, SeparatedRows, ParquetRows {
  /** The next row that can be read; null at the end. */
  @Nullable Row next();

  @Override
  void close() throws IOException;
}
