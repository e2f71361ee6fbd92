package graft.api.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a service on this machine, byte by byte. */
public final class RawHttp implements AutoCloseable {
  private final Socket socket;

  public RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
  }

  public Socket socket() {
    return socket;
  }

  public static String get(String path, String... headers) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines(headers) + "\r\n";
  }

  public static String postJson(String path, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + lines("Content-Type: application/json", "Content-Length: " + length)
        + "\r\n"
        + body;
  }

  /** The same with a body whose length is told with it. */
  public static String postChunkedJson(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + lines("Content-Type: application/json", "Transfer-Encoding: chunked")
        + "\r\n"
        + Integer.toHexString(body.getBytes(StandardCharsets.UTF_8).length)
        + "\r\n"
        + body
        + "\r\n0\r\n\r\n";
  }

  private static String lines(String... headers) {
    return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
  }

  public void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** Some bytes of what has come, once there are any. */
  public String some() throws IOException {
    byte[] buffer = new byte[64];
    int count = socket.getInputStream().read(buffer);
    return new String(buffer, 0, Math.max(0, count), StandardCharsets.UTF_8);
  }

  /** All that comes until the service closes the connection. */
  public String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
