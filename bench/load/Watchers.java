package load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Many clients that follow one job's events, on one thread. */
final class Watchers implements AutoCloseable {
  private static final long PATIENCE = Duration.ofSeconds(60).toNanos();

  private final Selector selector;
  private final Heard[] all;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  private Watchers(Selector selector, int count) {
    this.selector = selector;
    this.all = new Heard[count];
  }

  /** What one of them has heard since it was asked last. */
  private static final class Heard {
    private final StringBuilder text = new StringBuilder();
    private long at;
  }

  static Watchers open(int port, String path, int count) throws IOException {
    Watchers watchers = new Watchers(Selector.open(), count);
    String request =
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n\r\n"
            .formatted(path, port);
    for (int i = 0; i < count; i++) {
      SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      socket.configureBlocking(false);
      watchers.all[i] = new Heard();
      socket.register(watchers.selector, SelectionKey.OP_READ, watchers.all[i]);
    }
    return watchers;
  }

  /**
   * Waits until each has heard a text, and forgets what was said before.
   *
   * @return when each heard it, as {@link System#nanoTime} says
   */
  long[] await(String text) throws IOException {
    long end = System.nanoTime() + PATIENCE;
    while (heard(text) < all.length) {
      if (System.nanoTime() > end) {
        throw new IOException(
            "%d of %d watchers never heard %s".formatted(all.length - heard(text), all.length, text));
      }
      read(Duration.ofMillis(100));
    }
    long[] times = new long[all.length];
    for (int i = 0; i < all.length; i++) {
      times[i] = all[i].at;
      all[i].text.setLength(0);
    }
    return times;
  }

  private int heard(String text) {
    int count = 0;
    for (Heard one : all) {
      count += one.text.indexOf(text) >= 0 ? 1 : 0;
    }
    return count;
  }

  /** Listens for a while. */
  void quiet(Duration length) throws IOException {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      read(Duration.ofMillis(100));
    }
  }

  private void read(Duration atMost) throws IOException {
    selector.select(
        key -> {
          Heard heard = (Heard) key.attachment();
          buffer.clear();
          try {
            if (((SocketChannel) key.channel()).read(buffer) < 0) {
              key.cancel();
              return;
            }
          } catch (IOException gone) {
            key.cancel();
            return;
          }
          heard.text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
          heard.at = System.nanoTime();
        },
        atMost.toMillis());
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
