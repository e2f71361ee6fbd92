package graft.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A PostgreSQL server of our own: a child process that keeps its data in a directory, survives
 * being killed, and listens on the loopback address only. Whoever starts it closes it, after every
 * connection.
 *
 * <p>In the directory: {@code data} (the cluster), {@code bin} (the unpacked binaries), {@code
 * password}, {@code lock}, and {@code server.log} with what the server said since its last start.
 */
public final class PostgresServer implements AutoCloseable {
  /** The superuser, and the service's own user. */
  static final String USER = "postgres";

  private static final String DATABASE = "graft";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EmbeddedPostgres postgres;
  private final DirectoryLock lock;
  private final Orphan orphan;
  private final String password;

  private PostgresServer(
      EmbeddedPostgres postgres, DirectoryLock lock, Orphan orphan, String password) {
    this.postgres = postgres;
    this.lock = lock;
    this.orphan = orphan;
    this.password = password;
  }

  /**
   * Starts the server of {@code directory}; the first start makes the cluster and its database.
   *
   * @throws PostgresStartException if another instance uses the directory, if it belongs to another
   *     major version, or if the server does not answer within a minute
   */
  public static PostgresServer start(Path directory) {
    Path home = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(home.getParent());
      OwnerOnly.createDirectory(home);
      DirectoryLock lock = DirectoryLock.take(home);
      try {
        return start(home, lock);
      } catch (IOException | RuntimeException | SQLException e) {
        lock.close();
        throw e;
      }
    } catch (PostgresStartException e) {
      throw e;
    } catch (IOException | IllegalStateException | SQLException e) {
      throw new PostgresStartException(
          "The embedded database in " + home + " did not start: " + e.getMessage(),
          "Look into " + log(home) + ". Or set spring.datasource.url to a PostgreSQL server.",
          e);
    }
  }

  private static PostgresServer start(Path home, DirectoryLock lock)
      throws IOException, SQLException {
    DataDirectory data = new DataDirectory(home.resolve("data"));
    Orphan orphan = new Orphan(data.path());
    orphan.end(PATIENCE);
    data.prepare();
    String password = Password.in(home.resolve("password"));
    try {
      EmbeddedPostgres postgres = launch(home, data, password);
      createDatabase(postgres);
      data.markInitialised();
      return new PostgresServer(postgres, lock, orphan, password);
    } catch (IOException | RuntimeException | SQLException e) {
      orphan.end(PATIENCE);
      throw e;
    }
  }

  private static EmbeddedPostgres launch(Path home, DataDirectory data, String password)
      throws IOException {
    Files.deleteIfExists(log(home));
    Redirect log = Redirect.appendTo(log(home).toFile());
    Path binaries = home.resolve("bin");
    Files.createDirectories(binaries);
    return EmbeddedPostgres.builder()
        .setDataDirectory(data.path())
        .setOverrideWorkingDirectory(binaries.toFile())
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPGStartupWait(PATIENCE)
        .setOutputRedirector(log)
        .setLocaleConfig("auth", "scram-sha-256")
        .setLocaleConfig("pwfile", home.resolve("password").toString())
        // The same order of text everywhere, whatever locales the machine has or updates.
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8")
        .setLocaleConfig("locale", "C")
        .setConnectConfig("password", password)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("max_connections", "60")
        .setServerConfig("log_checkpoints", "off")
        // Lets a long query notice that its client was killed, so that an orphan ends soon.
        .setServerConfig("client_connection_check_interval", "2s")
        .start();
  }

  private static void createDatabase(EmbeddedPostgres postgres) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement exists =
            connection.prepareStatement("select from pg_database where datname = ?");
        Statement create = connection.createStatement()) {
      exists.setString(1, DATABASE);
      if (!exists.executeQuery().next()) {
        create.execute("create database " + DATABASE);
      }
    }
  }

  /** Where the service's database answers. The port is another one after each start. */
  public String jdbcUrl() {
    return url(postgres.getPort());
  }

  static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
  }

  /** How its database is reached for as long as it runs. */
  public ServerAccess access() {
    return new ServerAccess(jdbcUrl(), USER, password);
  }

  String password() {
    return password;
  }

  /** Stops the server and waits until it has written everything; a second call does nothing. */
  @Override
  public void close() throws IOException {
    try (lock) {
      postgres.close();
      orphan.awaitEnd(PATIENCE);
    }
  }

  private static Path log(Path home) {
    return home.resolve("server.log");
  }
}
