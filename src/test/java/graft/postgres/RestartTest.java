package graft.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import graft.FastDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What a start finds in its directory, and what becomes of it. */
class RestartTest {
  @TempDir(factory = FastDirectory.class)
  static Path binaries;

  @TempDir(factory = FastDirectory.class)
  Path directory;

  @BeforeEach
  void unpackTheBinariesOnlyOnce() throws IOException {
    Files.createSymbolicLink(directory.resolve("bin"), binaries);
  }

  @AfterEach
  void dropTheLink() throws IOException {
    Files.delete(directory.resolve("bin"));
  }

  @Test
  void keepsWhatWasCommittedBeforeTheServiceWasKilled() throws Exception {
    Orphan orphan = new Orphan(directory.resolve("data"));
    ProcessHandle left;
    try (ChildService service = ChildService.start(directory)) {
      service.outputUntil("committed");
      service.kill();
      left = orphan.process().orElseThrow();
    }

    try (PostgresServer server = PostgresServer.start(directory)) {
      assertThat(orphan.process()).get().isNotEqualTo(left);
      assertThat(notes(server)).isEqualTo("kept");
    }
    assertThat(orphan.process()).isEmpty();
  }

  @Test
  void keepsItsDataAndPasswordOverACleanStop() throws IOException {
    String password;
    try (PostgresServer server = PostgresServer.start(directory)) {
      password = server.password();
      client(server).sql("create table note as select 'kept' as text").update();
    }

    try (PostgresServer server = PostgresServer.start(directory)) {
      assertThat(server.password()).isEqualTo(password);
      assertThat(notes(server)).isEqualTo("kept");
    }
  }

  @Test
  void startsOverWhereTheFirstInitialisationWasCutOff() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve("PG_VERSION"), DataDirectory.MAJOR + "\n");
    Files.createFile(data.resolve("postgresql.conf"));

    try (PostgresServer server = PostgresServer.start(directory)) {
      assertThat(client(server).sql("select 1").query(Integer.class).single()).isEqualTo(1);
    }
  }

  @Test
  void refusesTheFilesOfAnotherMajorVersionAndLeavesThemAlone() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    Path version = Files.writeString(data.resolve("PG_VERSION"), "17\n");

    assertThatExceptionOfType(PostgresStartException.class)
        .isThrownBy(() -> PostgresServer.start(directory))
        .withMessageContaining("made by PostgreSQL 17")
        .satisfies(e -> assertThat(e.remedy()).contains("pg_dump"));

    assertThat(version).hasContent("17");
    DirectoryLock.take(directory).close();
  }

  @Test
  void isNotStoppedByAStrangerWithTheProcessIdOfItsLastRun() throws Exception {
    PostgresServer.start(directory).close();
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(
          directory.resolve("data").resolve("postmaster.pid"),
          stranger.pid() + "\n" + directory.resolve("data") + "\n");

      PostgresServer.start(directory).close();

      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  private static String notes(PostgresServer server) {
    return client(server).sql("select text from note").query(String.class).single();
  }

  private static JdbcClient client(PostgresServer server) {
    return JdbcClient.create(
        new DriverManagerDataSource(server.jdbcUrl(), PostgresServer.USER, server.password()));
  }
}
