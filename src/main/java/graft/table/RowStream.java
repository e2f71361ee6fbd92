package graft.table;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The rows of tables, one after the other, as bytes. Closes each table behind its last row. */
final class RowStream extends InputStream {
  private final Iterator<Table> tables;
  private final RowText text;
  private @Nullable Table table;
  private byte[] line;
  private int at;

  RowStream(Iterator<Table> tables, RowText text) {
    this.tables = tables;
    this.text = text;
    this.line = text.head().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int read() {
    return isReady() ? line[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (!isReady()) {
      return -1;
    }
    int count = Math.min(length, line.length - at);
    System.arraycopy(line, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public void close() {
    if (table != null) {
      table.close();
    }
  }

  private boolean isReady() {
    while (at == line.length) {
      Table current = table;
      if (current != null && current.hasNext()) {
        line = text.line(current.next()).getBytes(StandardCharsets.UTF_8);
        at = 0;
      } else if (tables.hasNext()) {
        close();
        table = tables.next();
      } else {
        return false;
      }
    }
    return true;
  }
}
