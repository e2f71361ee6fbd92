package graft.table.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongUnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file, unpacked if they begin as gzip does. What is wrong with packed bytes comes
 * as a {@link BrokenContentException}; any other {@link IOException} is the disk's.
 */
final class Content extends FilterInputStream {
  private static final int BUFFER = 1 << 16;

  private final long limit;
  private long read;

  private Content(InputStream unpacked, long limit) {
    super(unpacked);
    this.limit = limit;
  }

  /**
   * @param limits the most bytes that a packed file may unpack to, by its size
   */
  static InputStream open(Path file, LongUnaryOperator limits) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      bytes.mark(2);
      boolean isGzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
      bytes.reset();
      return isGzip ? new Content(unpack(bytes), limits.applyAsLong(Files.size(file))) : bytes;
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count;
    try {
      count = super.read(target, offset, length);
    } catch (EOFException | ZipException broken) {
      throw explained(broken);
    }
    read += Math.max(0, count);
    if (read > limit) {
      throw new BrokenContentException(
          "the gzip data unpacks to more than " + limit + " bytes, the limit for its size");
    }
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  private static InputStream unpack(InputStream packed) throws IOException {
    try {
      return new GZIPInputStream(packed, BUFFER);
    } catch (EOFException | ZipException broken) {
      throw explained(broken);
    }
  }

  private static BrokenContentException explained(IOException broken) {
    return new BrokenContentException(
        broken instanceof EOFException
            ? "the gzip data ends in the middle: the file is truncated"
            : "the gzip data is broken: " + broken.getMessage());
  }
}
