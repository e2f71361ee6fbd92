package graft.table.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * A file's content from its beginning, unpacked, a byte order mark skipped.
 *
 * @param head the first bytes, which are still to be read from {@code in}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
public record Source(InputStream in, byte[] head) {
  private static final int HEAD = 1 << 16;
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /**
   * What is wrong with packed bytes goes to the log, and the content is empty then.
   *
   * @param limits the most bytes that a gzipped file may unpack to, by its size
   */
  public static Source open(Path file, LongUnaryOperator limits, FaultLog faults) {
    try {
      return of(new BufferedInputStream(Content.open(file, limits), HEAD));
    } catch (BrokenContentException broken) {
      faults.addLast(1, 1, broken.reason());
      return new Source(InputStream.nullInputStream(), new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Source of(BufferedInputStream in) throws IOException {
    try {
      in.mark(HEAD);
      byte[] head = in.readNBytes(HEAD);
      in.reset();
      if (head.length < MARK.length || !Arrays.equals(MARK, Arrays.copyOf(head, MARK.length))) {
        return new Source(in, head);
      }
      in.skipNBytes(MARK.length);
      return new Source(in, Arrays.copyOfRange(head, MARK.length, head.length));
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
