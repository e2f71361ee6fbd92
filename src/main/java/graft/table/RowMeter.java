package graft.table;

import graft.table.source.BrokenContentException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends a row that is too long while it is read. */
final class RowMeter extends FilterInputStream {
  private final long most;
  private long read;
  private long start;

  RowMeter(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  /** Says that a row begins among the bytes read last. */
  void begin() {
    start = read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    read += Math.max(0, count);
    if (read - start > most + length) {
      throw new BrokenContentException("the row is longer than " + most + " bytes, the limit");
    }
    return count;
  }
}
