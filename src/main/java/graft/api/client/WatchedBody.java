package graft.api.client;

import java.io.IOException;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/** A body that tells its length. More behind it is what the server has read and not handed out. */
final class WatchedBody implements Watched {
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

  @Override
  public boolean hasMoreBehind() {
    return hasMoreBehind;
  }
}
