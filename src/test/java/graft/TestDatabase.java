package graft;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL server for the whole test run, and one database in it for each Spring context: in
 * a container where Docker answers, else embedded. Import it through {@link WithDatabase}, or take
 * a database without Spring from {@link #create()}.
 */
@TestConfiguration(proxyBeanMethods = false)
public class TestDatabase {
  private static final AtomicInteger CREATED = new AtomicInteger();

  @Bean
  JdbcConnectionDetails testDatabase() {
    return create();
  }

  /** A new, empty database. */
  public static JdbcConnectionDetails create() {
    String name = "test_" + CREATED.incrementAndGet();
    Server server = Holder.SERVER;
    try (Connection connection =
            DriverManager.getConnection(server.url("postgres"), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create " + name, e);
    }
    return new Details(server.url(name), server.user(), server.password());
  }

  /** Started with the first database; ends with the test run. */
  private static final class Holder {
    static final Server SERVER = isDockerThere() ? inContainer() : embedded();
  }

  /** Asks Testcontainers only if there may be a Docker at all: the question is slow and noisy. */
  private static boolean isDockerThere() {
    boolean isPossible =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return isPossible && DockerClientFactory.instance().isDockerAvailable();
  }

  private static Server inContainer() {
    PostgreSQLContainer container = new PostgreSQLContainer("postgres:18");
    container.withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300").start();
    return new Server(
        container.getHost() + ":" + container.getFirstMappedPort(),
        container.getUsername(),
        container.getPassword());
  }

  private static Server embedded() {
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(FastDirectory.create())
              .setLocaleConfig("locale-provider", "builtin")
              .setLocaleConfig("builtin-locale", "C.UTF-8")
              .setLocaleConfig("locale", "C")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "")
              .setPGStartupWait(Duration.ofSeconds(60))
              .setRegisterShutdownHook(false)
              .start();
      // Its own hook would stop it below the contexts, which then wait for connections.
      SpringApplication.getShutdownHandlers().add(() -> close(postgres));
      return new Server("127.0.0.1:" + postgres.getPort(), "postgres", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Server(String address, String user, String password) {
    String url(String database) {
      return "jdbc:postgresql://" + address + "/" + database;
    }
  }

  private record Details(String getJdbcUrl, String getUsername, String getPassword)
      implements JdbcConnectionDetails {}
}
