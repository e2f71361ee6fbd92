package graft.catalog.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import graft.format.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * A hub on this machine that serves directories by the Hugging Face protocol. As on the public one,
 * small files come from the hub itself, named as git does, and weights from another place, to which
 * it sends with their SHA-256 in the head.
 */
public final class TestHub {
  /** The commit that every branch is at. */
  public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private static final TestHub SHARED = new TestHub();

  private final HttpServer server;
  private final Map<String, Path> repositories = new ConcurrentHashMap<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Optional<String>> tokens = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** An answer of a test's own. */
  public record Answer(int status, Map<String, String> headers, byte[] body) {}

  private TestHub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** The one hub of this JVM. */
  public static TestHub shared() {
    return SHARED;
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Forgets everything. */
  public void clear() {
    repositories.clear();
    answers.clear();
    asked.clear();
    tokens.clear();
    open();
  }

  public void serve(String repository, Path directory) {
    repositories.put(repository, directory);
  }

  public void answer(String path, Answer answer) {
    answers.put(path, answer);
  }

  /** Lets nobody have all of the weights until {@link #open}. */
  public void close() {
    gate = new CountDownLatch(1);
  }

  public void open() {
    gate.countDown();
  }

  /** The paths that were asked for, the first one first. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** What came as authorization with each of them. */
  public List<Optional<String>> tokens() {
    return List.copyOf(tokens);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    asked.add(path);
    tokens.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
    Answer own = answers.get(path);
    if (own != null) {
      send(exchange, own);
    } else if (path.startsWith("/store/")) {
      sendStored(exchange, path.substring("/store/".length()));
    } else {
      sendFile(exchange, path);
    }
  }

  /** Sends the first half, and the rest when the gate is open. */
  private void sendStored(HttpExchange exchange, String name) throws IOException {
    int split = name.lastIndexOf('/');
    Path file =
        directory(name.substring(0, split)).orElseThrow().resolve(name.substring(split + 1));
    byte[] bytes = Files.readAllBytes(file);
    int half = bytes.length / 2;
    try (exchange) {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes, 0, half);
      exchange.getResponseBody().flush();
      gate.await();
      exchange.getResponseBody().write(bytes, half, bytes.length - half);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendFile(HttpExchange exchange, String path) throws IOException {
    String[] parts = path.substring(1).split("/resolve/(main|" + COMMIT + ")/", 2);
    Optional<Path> file =
        parts.length < 2
            ? Optional.empty()
            : directory(parts[0]).map(d -> d.resolve(parts[1])).filter(Files::exists);
    if (file.isEmpty()) {
      send(exchange, new Answer(404, Map.of(), new byte[0]));
    } else if (parts[1].endsWith(".safetensors")) {
      send(exchange, elsewhere(file.get(), "/store/" + parts[0] + "/" + parts[1]));
    } else {
      byte[] bytes = Files.readAllBytes(file.get());
      Map<String, String> headers =
          Map.of("ETag", '"' + blob(bytes) + '"', "X-Repo-Commit", COMMIT);
      send(exchange, new Answer(200, headers, bytes));
    }
  }

  private Optional<Path> directory(String repository) {
    return Optional.ofNullable(repositories.get(repository));
  }

  private static Answer elsewhere(Path file, String location) throws IOException {
    return new Answer(
        302,
        Map.of(
            "Location",
            location,
            "X-Linked-Etag",
            '"' + Digest.sha256(List.of(file)) + '"',
            "X-Linked-Size",
            Long.toString(Files.size(file)),
            "X-Repo-Commit",
            COMMIT),
        new byte[0]);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      answer.headers.forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(
          answer.status, answer.body.length == 0 ? -1 : answer.body.length);
      exchange.getResponseBody().write(answer.body);
    }
  }

  /** What git calls these bytes. */
  private static String blob(byte[] bytes) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(sha1.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
