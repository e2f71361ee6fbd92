package graft.api.client;

import java.io.IOException;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * The body of a request that tells its length. It knows whether bytes of the next request came with
 * its last ones. The server has these back only when the request ends: until then, nothing may be
 * read behind them.
 */
final class WatchedBody implements InputBuffer {
  private final Http11InputBuffer buffer;
  private volatile boolean hasMoreBehind;

  WatchedBody(Http11InputBuffer buffer) {
    this.buffer = buffer;
  }

  /** What is handed out is a window on the server's own buffer. */
  @Override
  public int doRead(ApplicationBufferHandler handler) throws IOException {
    int count = buffer.doRead(handler);
    if (count > 0) {
      hasMoreBehind = handler.getByteBuffer().limit() < buffer.getByteBuffer().limit();
    }
    return count;
  }

  @Override
  public int available() {
    return buffer.available();
  }

  boolean hasMoreBehind() {
    return hasMoreBehind;
  }
}
