package graft.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import graft.FastDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** One server, and what can be seen of it while it runs. */
class PostgresServerTest {
  @TempDir(factory = FastDirectory.class)
  static Path data;

  static Path directory;
  static PostgresServer server;

  @BeforeAll
  static void start() {
    directory = data.resolve("deep").resolve("postgres");
    server = PostgresServer.start(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void commitsReachTheDisk() {
    assertThat(setting("fsync")).isEqualTo("on");
    assertThat(setting("synchronous_commit")).isEqualTo("on");
    assertThat(setting("full_page_writes")).isEqualTo("on");
  }

  @Test
  void listensOnTheLoopbackAddressOnly() {
    assertThat(setting("listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(setting("unix_socket_directories")).isEmpty();
    assertThat(setting("max_connections")).isEqualTo("60");
  }

  @Test
  void needsThePassword() {
    JdbcClient stranger = connect("guess");

    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> stranger.sql("select 1").query(Integer.class).single())
        .withRootCauseInstanceOf(SQLException.class)
        .satisfies(e -> assertThat(rootState(e)).isEqualTo("28P01"));
    assertThat(setting("password_encryption")).isEqualTo("scram-sha-256");
  }

  @Test
  void keepsItsFilesFromOthers() throws IOException {
    assertThat(Files.getPosixFilePermissions(directory))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(directory.resolve("data")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void bringsTheMajorVersionItChecksFor() {
    assertThat(setting("server_version")).startsWith(DataDirectory.MAJOR + ".");
  }

  @Test
  void ordersTextAlikeOnEveryMachine() {
    String locale =
        connect(server.password())
            .sql(
                "select datlocprovider::text || ' ' || datlocale from pg_database"
                    + " where datname = current_database()")
            .query(String.class)
            .single();

    assertThat(locale).isEqualTo("b C.UTF-8");
  }

  @Test
  void refusesASecondInstanceInTheSameProcess() {
    assertThatExceptionOfType(PostgresStartException.class)
        .isThrownBy(() -> PostgresServer.start(directory))
        .withMessageContaining("Another instance")
        .satisfies(e -> assertThat(e.remedy()).contains("spring.datasource.url"));
  }

  @Test
  void refusesASecondInstanceInAnotherProcess() throws Exception {
    try (ChildService second = ChildService.start(directory)) {
      assertThat(second.outputUntil("refused"))
          .contains("Another instance")
          .contains("spring.datasource.url");
    }
    assertThat(setting("server_version")).isNotEmpty();
  }

  private static String setting(String name) {
    return connect(server.password()).sql("show " + name).query(String.class).single();
  }

  private static JdbcClient connect(String password) {
    return JdbcClient.create(
        new DriverManagerDataSource(server.jdbcUrl(), PostgresServer.USER, password));
  }

  private static String rootState(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return ((SQLException) root).getSQLState();
  }
}
