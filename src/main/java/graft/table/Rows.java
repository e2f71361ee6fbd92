package graft.table;

import graft.table.folder.ImageFolder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of one file in one format; faulty rows are left out and logged. */
sealed interface Rows extends AutoCloseable
    permits JsonRows, JsonDocumentRows, SeparatedRows, ParquetRows, Rows.OfFolder {
  /** The next row that can be read; null at the end. */
  @Nullable Row next();

  @Override
  void close() throws IOException;

  /** The pictures of an archive, each with the folder that it lies in as its label. */
  record OfFolder(ImageFolder folder) implements Rows {
    @Override
    public @Nullable Row next() {
      ImageFolder.Entry entry = folder.next();
      return entry == null ? null : new Row(entry.number(), entry.values());
    }

    @Override
    public void close() throws IOException {
      folder.close();
    }
  }
}
