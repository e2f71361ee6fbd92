package graft.api.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * A body in chunks. The server looks for fields behind the last one and keeps what it finds out of
 * sight, so the end is known by its bytes: a last chunk without fields, as clients send it, with
 * which a read has ended. After any other end there may be more.
 */
final class WatchedChunks implements Watched {
  /** What follows the data of the last chunk but one. */
  private static final byte[] END = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Http11InputBuffer buffer;

  /** Where the server puts what it reads of a body, each time. */
  private final int begin;

  /** Up to where the server's buffer holds what was handed out. */
  private int handedOut;

  private volatile boolean hasMoreBehind = true;

  /**
   * @param buffer of which nothing but the header was read
   */
  WatchedChunks(Http11InputBuffer buffer) {
    this.buffer = buffer;
    begin = buffer.getByteBuffer().position();
    handedOut = begin;
  }

  @Override
  public int doRead(ApplicationBufferHandler handler) throws IOException {
    int seen = Math.max(0, buffer.getByteBuffer().limit() - handedOut);
    boolean isBegun = isEnd(handedOut, seen, 0);
    int count = buffer.doRead(handler);
    if (count > 0) {
      handedOut = handler.getByteBuffer().limit();
    } else if (hasMoreBehind) {
      hasMoreBehind = !(isBegun && endsWithin(seen));
    }
    return count;
  }

  /** Whether the end is all that there was, or all that came with the last read. */
  private boolean endsWithin(int seen) {
    if (seen == END.length) {
      return true;
    }
    int came = buffer.getByteBuffer().limit() - begin;
    return came <= END.length - seen && isEnd(begin, came, END.length - came);
  }

  /** Whether some bytes of the buffer are those of the end from a place on. */
  private boolean isEnd(int from, int length, int place) {
    ByteBuffer bytes = buffer.getByteBuffer();
    if (length > END.length - place) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes.get(from + i) != END[place + i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int available() {
    return buffer.available();
  }

  @Override
  public boolean hasMoreBehind() {
    return hasMoreBehind;
  }
}
