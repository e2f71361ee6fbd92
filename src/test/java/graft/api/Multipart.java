package graft.api;

import graft.api.web.Http;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

/** A {@code multipart/form-data} body, part by part as a client writes it. */
public final class Multipart {
  public static final String TYPE = "multipart/form-data; boundary=XXX";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public Multipart text(String name, String value) {
    return add("Content-Disposition: form-data; name=\"" + name + "\"", utf8(value));
  }

  public Multipart file(String filename, byte[] content) {
    return file("file", filename, content);
  }

  public Multipart file(String filename, String content) {
    return file(filename, utf8(content));
  }

  public Multipart file(String name, String filename, byte[] content) {
    String disposition = "form-data; name=\"" + name + "\"; filename=\"" + filename + "\"";
    return add("Content-Disposition: " + disposition, content);
  }

  public byte[] end() {
    write(utf8("--XXX--\r\n"));
    return bytes.toByteArray();
  }

  /** Sends it with a length, as the Python client does. */
  public Http.Answer postTo(Http http, String path) {
    return send(http, path, BodyPublishers.ofByteArray(end()));
  }

  /** Sends it in chunks, as the Node and Java clients do. */
  public Http.Answer streamTo(Http http, String path) {
    byte[] body = end();
    return send(http, path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
  }

  private static Http.Answer send(Http http, String path, BodyPublisher body) {
    HttpRequest.Builder request = http.request(path, "Content-Type", TYPE);
    return http.send(request.POST(body));
  }

  private Multipart add(String header, byte[] content) {
    write(utf8("--XXX\r\n" + header + "\r\n\r\n"));
    write(content);
    write(utf8("\r\n"));
    return this;
  }

  private void write(byte[] piece) {
    bytes.writeBytes(piece);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
