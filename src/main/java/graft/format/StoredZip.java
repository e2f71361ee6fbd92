package graft.format;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a ZIP file without compression, whose bytes depend on nothing but names and contents.
 * Weights hardly compress, and PyTorch needs them stored.
 */
public final class StoredZip {
  /** The earliest time that a ZIP file can hold: every entry has the same. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipOutputStream zip;

  /** Writes to {@code out}, which stays open. */
  public StoredZip(OutputStream out) {
    this.zip = new ZipOutputStream(out);
  }

  /**
   * Adds an entry.
   *
   * @param content is called twice and must write the same bytes, since a stored entry begins with
   *     its size and checksum; must not close the stream
   */
  public void put(String name, Consumer<OutputStream> content) {
    Counter size = new Counter();
    CheckedOutputStream checked = new CheckedOutputStream(size, new CRC32());
    content.accept(checked);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(size.bytes);
    entry.setCrc(checked.getChecksum().getValue());
    entry.setTimeLocal(TIME);
    try {
      zip.putNextEntry(entry);
      content.accept(zip);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the directory of the entries. */
  public void finish() {
    try {
      zip.finish();
      zip.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      bytes += length;
    }
  }
}
