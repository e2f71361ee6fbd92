package graft.table.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream as strict UTF-8, without their line feeds (a carriage return before one
 * stays). Confined to one thread; closes its stream. What the disk does wrong is an {@link
 * UncheckedIOException}.
 */
public final class Lines implements AutoCloseable {
  private static final char REPLACEMENT = '\uFFFD';

  private final InputStream in;
  private final int maxLineBytes;
  private final FaultLog faults;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;
  private boolean isTooLong;
  private boolean isBroken;
  private long number;

  public Lines(InputStream in, int maxLineBytes, FaultLog faults) {
    this.in = in;
    this.maxLineBytes = maxLineBytes;
    this.faults = faults;
  }

  /** The number of the line read last, counted from 1; 0 before the first. */
  public long number() {
    return number;
  }

  /**
   * The next line; null at the end, or when the log is full. A line that is too long comes as an
   * empty one, and broken bytes as replacement characters: {@link #isBroken} tells, and the log
   * why.
   */
  public @Nullable String next() {
    if (faults.isFull()) {
      return null;
    }
    isTooLong = false;
    isBroken = false;
    int stop = findEnd();
    if (faults.isFull() || (start >= end && !isTooLong)) {
      return null;
    }
    number++;
    String line = isTooLong ? refuse() : decode(start, stop);
    start = stop + 1;
    return line;
  }

  /** Whether the line read last holds what no text may hold. */
  public boolean isBroken() {
    return isBroken;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The index of the next line feed, or of the end; bytes of a line that is too long are dropped.
   */
  private int findEnd() {
    int searched = start;
    while (true) {
      for (int i = searched; i < end; i++) {
        if (buffer[i] == '\n') {
          isTooLong |= i - start > maxLineBytes;
          return i;
        }
      }
      if (end - start > maxLineBytes) {
        isTooLong = true;
        start = end;
      }
      int seen = end - start;
      if (!fill()) {
        return end;
      }
      searched = start + seen;
    }
  }

  /** Reads more bytes behind those not yet used, moving or growing the buffer; false at the end. */
  private boolean fill() {
    if (end == buffer.length) {
      byte[] target = end - start > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
      System.arraycopy(buffer, start, target, 0, end - start);
      end -= start;
      start = 0;
      buffer = target;
    }
    try {
      int count = in.read(buffer, end, buffer.length - end);
      end += Math.max(0, count);
      return count >= 0;
    } catch (BrokenContentException broken) {
      faults.addLast(number + 1, 1, broken.reason());
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String refuse() {
    isBroken = true;
    faults.add(
        number, maxLineBytes + 1, "the line is longer than " + maxLineBytes + " bytes, the limit");
    return "";
  }

  private String decode(int from, int to) {
    String line = new String(buffer, from, to - from, StandardCharsets.UTF_8);
    if (line.indexOf(REPLACEMENT) >= 0) {
      checkStrictly(from, to);
    }
    int nul = line.indexOf('\0');
    if (nul >= 0) {
      fault(nul + 1, Texts.explained('\0'));
    }
    return line;
  }

  /** Only lines that hold a replacement character come here: it may be the file's own. */
  private void checkStrictly(int from, int to) {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, from, to - from);
    CharBuffer text = CharBuffer.allocate(to - from);
    if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
      int column = bytes.position() - from + 1;
      fault(
          column,
          "expected UTF-8, found the byte 0x%02X that cannot stand there; save the file as UTF-8"
              .formatted(buffer[bytes.position()] & 0xff));
    }
  }

  private void fault(int column, String message) {
    isBroken = true;
    faults.add(number, column, message);
  }
}
