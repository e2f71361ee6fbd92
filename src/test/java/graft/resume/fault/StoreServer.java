package graft.resume.fault;

import graft.catalog.storage.LocalStore;
import graft.resume.Signal;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that speaks S3 in a process of its own, so that it may be stopped, killed and frozen.
 */
final class StoreServer implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final Path directory;
  private final int port;
  private Process process;

  private StoreServer(Path directory, int port) throws IOException {
    this.directory = directory;
    this.port = port;
    this.process = launch();
  }

  /**
   * @param directory where it keeps what it is given
   */
  static StoreServer start(Path directory) throws IOException {
    StoreServer server = new StoreServer(directory, Fleet.freePort());
    server.awaitStart();
    return server;
  }

  public static void main(String[] arguments) throws InterruptedException {
    LocalStore.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    Thread.currentThread().join();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            StoreServer.class.getName(),
            directory.toString(),
            Integer.toString(port))
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(directory.resolveSibling("store.log").toFile()))
        .start();
  }

  private void awaitStart() {
    Awaitility.await().atMost(START).until(this::answers);
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new AssertionError("the store ended by itself, see store.log");
    }
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** How nodes are told of it. */
  Map<String, String> environment() {
    return Map.of(
        "GRAFT_STORAGE", "s3",
        "GRAFT_S3_BUCKET", LocalStore.BUCKET,
        "GRAFT_S3_ENDPOINT", endpoint().toString(),
        "GRAFT_S3_ACCESS_KEY", "access",
        "GRAFT_S3_SECRET_KEY", "secret");
  }

  private URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Of all that it has. */
  List<String> keys() {
    return LocalStore.keys(endpoint());
  }

  void stop() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /**
   * Kills it. A real store has what it said it has; this one writes its lists of objects in place,
   * and so it is killed between two of those writes.
   */
  void kill() throws IOException, InterruptedException {
    freeze();
    while (!areListsWhole()) {
      thaw();
      Thread.sleep(1);
      freeze();
    }
    process.destroyForcibly().waitFor();
  }

  private boolean areListsWhole() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try {
          JsonMapper.shared().readTree(file);
        } catch (JacksonException torn) {
          return false;
        }
      }
      return true;
    }
  }

  /** Starts it again, unless it is there. */
  void restart() throws IOException {
    if (!process.isAlive()) {
      process = launch();
      awaitStart();
    }
  }

  /** It accepts connections, and answers nothing. */
  void freeze() throws IOException, InterruptedException {
    Signal.send("STOP", process.pid());
  }

  void thaw() throws IOException, InterruptedException {
    if (process.isAlive()) {
      Signal.send("CONT", process.pid());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
