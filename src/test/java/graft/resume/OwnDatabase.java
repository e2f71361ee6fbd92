package graft.resume;

import graft.FastDirectory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.util.FileSystemUtils;

/** A PostgreSQL server that nobody shares, so that it may be stopped, killed and frozen. */
public final class OwnDatabase implements JdbcConnectionDetails, AutoCloseable {
  private final EmbeddedPostgres first;
  private final Path directory;
  private final int port;
  private final List<String> command;
  private final Map<String, String> environment;

  private OwnDatabase(EmbeddedPostgres first, Path directory, Map<String, String> environment)
      throws IOException {
    this.first = first;
    this.directory = directory;
    this.environment = environment;
    this.port = first.getPort();
    ProcessHandle.Info server = postmaster().info();
    // PostgreSQL refuses to be root, and the library steps into another name space for it, too.
    Stream<String> wrapper =
        System.getProperty("user.name").equals("root") ? Stream.of("unshare", "-U") : Stream.of();
    this.command =
        Stream.of(wrapper, server.command().stream(), Stream.of(server.arguments().orElseThrow()))
            .flatMap(Function.identity())
            .toList();
  }

  public static OwnDatabase start() throws IOException {
    return first(Map.of());
  }

  /** The same with environment variables of its own. */
  public static OwnDatabase start(Map<String, String> environment)
      throws IOException, InterruptedException {
    OwnDatabase database = first(environment);
    database.stop();
    database.restart();
    return database;
  }

  private static OwnDatabase first(Map<String, String> environment) throws IOException {
    Path directory = FastDirectory.create();
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setLocaleConfig("locale-provider", "builtin")
            .setLocaleConfig("builtin-locale", "C.UTF-8")
            .setLocaleConfig("locale", "C")
            // As every PostgreSQL does by itself: what is committed outlasts a kill.
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("max_connections", "200")
            .setPGStartupWait(Duration.ofSeconds(90))
            .setRegisterShutdownHook(false)
            .start();
    return new OwnDatabase(server, directory, environment);
  }

  /** Stops it in order, at once: clients are told. */
  public void stop() throws IOException, InterruptedException {
    ProcessHandle postmaster = postmaster();
    Signal.send("INT", postmaster.pid());
    postmaster.onExit().join();
  }

  /** What the kernel does to a server that takes too much. */
  public void kill() throws IOException {
    List<ProcessHandle> all = processes();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  /** Breaks every connection off, of whomever. */
  public void cut() throws IOException {
    processes().stream().skip(1).forEach(ProcessHandle::destroy);
  }

  /** Starts it again at the same port, with what it had. */
  public void restart() throws IOException {
    Files.deleteIfExists(directory.resolve("postmaster.pid"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
    Awaitility.await().atMost(Duration.ofSeconds(90)).until(this::answers);
  }

  private boolean answers() {
    try (Connection _ = DriverManager.getConnection(getJdbcUrl(), getUsername(), getPassword())) {
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** Every process of it stands still; what is sent to it stays unread. */
  public void freeze() throws IOException, InterruptedException {
    for (ProcessHandle process : processes()) {
      Signal.send("STOP", process.pid());
    }
  }

  public void thaw() throws IOException, InterruptedException {
    for (ProcessHandle process : processes()) {
      if (process.isAlive()) {
        Signal.send("CONT", process.pid());
      }
    }
  }

  private List<ProcessHandle> processes() throws IOException {
    ProcessHandle postmaster = postmaster();
    // The postmaster first: it would make new ones.
    return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }

  private ProcessHandle postmaster() throws IOException {
    String pid = Files.readAllLines(directory.resolve("postmaster.pid")).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  @Override
  public String getJdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public String getUsername() {
    return "postgres";
  }

  @Override
  public String getPassword() {
    return "";
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (Files.exists(directory.resolve("postmaster.pid"))) {
      thaw();
    }
    first.close();
    FileSystemUtils.deleteRecursively(directory);
  }
}
