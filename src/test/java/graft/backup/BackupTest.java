package graft.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import graft.FastDirectory;
import graft.GraftApplication;
import graft.TestDatabase;
import graft.api.Multipart;
import graft.api.web.Http;
import graft.catalog.storage.LocalStore;
import graft.cli.CannotStart;
import graft.cli.WrongUsage;
import graft.parity.ParityModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;

/** A running installation is copied, and put back elsewhere, byte for byte. */
class BackupTest {
  private static final String ROWS =
      "{\"text\":\"the cat\",\"label\":\"a\"}\n{\"text\":\"a dog\",\"label\":\"b\"}\n";

  private static final String MODEL = "bert-w";

  private static JdbcConnectionDetails database;
  private static ConfigurableApplicationContext service;

  @TempDir(factory = FastDirectory.class)
  private static Path data;

  private Path backup;

  /** A service of its own, which has nothing but one job: a backup is of all that there is. */
  @BeforeAll
  static void train() throws IOException {
    database = TestDatabase.create();
    Path models = Files.createDirectory(data.resolve("models"));
    Files.createSymbolicLink(
        models.resolve(MODEL), ParityModels.directory("bert", "bert-w").toAbsolutePath());
    service =
        new SpringApplicationBuilder(GraftApplication.class)
            .run(
                "--server.port=0",
                "--graft.data=" + data,
                "--graft.models=" + models,
                "--spring.datasource.url=" + database.getJdbcUrl(),
                "--spring.datasource.username=" + database.getUsername(),
                "--spring.datasource.password=" + database.getPassword());
    Http http =
        Http.to(service.getEnvironment().getRequiredProperty("local.server.port", int.class));
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.jsonl", ROWS)
            .postTo(http, "/v1/files")
            .at("/id");
    String job =
        http.postJson(
                "/v1/fine_tuning/jobs",
                Map.of("model", MODEL, "training_file", file, "training", Map.of("epochs", 1)))
            .at("/id");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> http.get("/v1/fine_tuning/jobs/" + job).at("/status").equals("succeeded"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void makeRoom() throws IOException {
    backup = FastDirectory.create();
  }

  @Test
  void whatIsRestoredIsBackedUpTheSame() throws Exception {
    assertThat(backUp(environment(database, data), backup)).contains("Made " + backup);
    JdbcConnectionDetails other = TestDatabase.create();
    Path restored = FastDirectory.create();

    assertThat(restore(environment(other, restored), backup)).contains("all as they were");

    Path again = FastDirectory.create();
    backUp(environment(other, restored), again);
    assertThat(files(again)).isEqualTo(files(backup));
    assertThat(files(backup)).anyMatch(entry -> entry.path().startsWith("adapters/"));
    assertThatThrownBy(() -> restore(environment(other, restored), backup))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("is not empty");
  }

  @Test
  void aBackupInABucketIsTheSameFilesAndIsRestoredFromThere() throws Exception {
    backUp(environment(database, data), backup);
    JdbcConnectionDetails other = TestDatabase.create();
    Path restored = FastDirectory.create();
    try (LocalStore store = LocalStore.start(FastDirectory.create())) {
      String place = "s3://" + LocalStore.BUCKET + "/monday";

      assertThat(backUp(with(store, environment(database, data)), place))
          .contains("Made s3://" + LocalStore.BUCKET + "/monday");
      assertThat(store.keys())
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      files(backup).stream().map(Manifest.Entry::path), Stream.of(Manifest.NAME))
                  .map(path -> "monday/" + path)
                  .toList());
      assertThat(restore(with(store, environment(other, restored)), place))
          .contains("all as they were");

      assertThatThrownBy(() -> backUp(with(store, environment(database, data)), place))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("is not empty");
      Map<String, String> elsewhere =
          with(store, environment(TestDatabase.create(), FastDirectory.create()));
      assertThatThrownBy(() -> restore(elsewhere, "s3://" + LocalStore.BUCKET + "/tuesday"))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("is no backup");
    }
    Path again = FastDirectory.create();
    backUp(environment(other, restored), again);
    assertThat(files(again)).isEqualTo(files(backup));
    assertThat(restored).isDirectoryNotContaining("glob:**/backup-*");
    assertThat(data).isDirectoryNotContaining("glob:**/backup-*");
  }

  private static Map<String, String> with(LocalStore store, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("GRAFT_S3_ENDPOINT", store.endpoint().toString());
    all.put("GRAFT_S3_ACCESS_KEY", "access");
    all.put("GRAFT_S3_SECRET_KEY", "secret");
    return all;
  }

  @Test
  void aTableThatWasWrittenOverIsFoundBeforeAnythingIsRestored() throws Exception {
    backUp(environment(database, data), backup);
    Path jobs = backup.resolve("database").resolve("job.copy");
    String running = Files.readString(jobs).replaceFirst("\tQUEUED\t|\tSUCCEEDED\t", "\tRUNNING\t");
    assertThat(running).contains("\tRUNNING\t");
    JdbcConnectionDetails other = TestDatabase.create();

    assertThatThrownBy(
            () -> {
              Files.writeString(jobs, running);
              restore(environment(other, FastDirectory.create()), backup);
            })
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("job.copy is damaged");
    try (Connection connection = connect(other)) {
      assertThat(new Tables(connection).inOrder()).isEmpty();
    }
  }

  @Test
  void aFlippedByteAndAMissingManifestAreFound() throws Exception {
    backUp(environment(database, data), backup);
    Path weights =
        files(backup).stream()
            .map(entry -> backup.resolve(entry.path()))
            .filter(file -> file.toString().contains("/files/"))
            .findFirst()
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(weights); // It may be the very file of the installation.
    Files.write(weights, bytes, StandardOpenOption.CREATE_NEW);
    Map<String, String> elsewhere = environment(TestDatabase.create(), FastDirectory.create());

    assertThatThrownBy(() -> restore(elsewhere, backup))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("is damaged: its SHA-256");
    Files.delete(backup.resolve("manifest.json"));
    assertThatThrownBy(() -> restore(elsewhere, backup))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("is no backup");
  }

  @Test
  void modelsMayBeLeftOut() throws Exception {
    String said = backUp(environment(database, data), backup, "--without-models");

    assertThat(said).contains("Left out: base model " + MODEL);
    assertThat(files(backup)).noneMatch(entry -> entry.path().startsWith("models/"));
    assertThatThrownBy(() -> backUp(environment(database, data), backup))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("is not empty");
    assertThatThrownBy(() -> new Restore(Map.of()).run(List.of(), System.out))
        .isInstanceOf(WrongUsage.class);
  }

  private static List<Manifest.Entry> files(Path backup) {
    return Manifest.read(backup).files();
  }

  private static String backUp(Map<String, String> environment, Path to, String... more) {
    return backUp(environment, to.toString(), more);
  }

  private static String backUp(Map<String, String> environment, String to, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> words = Stream.concat(Stream.of(to), Stream.of(more)).toList();
    assertThat(new Backup(environment, Clock.systemUTC()).run(words, new PrintStream(out)))
        .isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String restore(Map<String, String> environment, Path from) {
    return restore(environment, from.toString());
  }

  private static String restore(Map<String, String> environment, String from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(new Restore(environment).run(List.of(from), new PrintStream(out))).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, String> environment(JdbcConnectionDetails database, Path data) {
    return Map.of(
        "GRAFT_DATA", data.toString(),
        "SPRING_DATASOURCE_URL", database.getJdbcUrl(),
        "SPRING_DATASOURCE_USERNAME", database.getUsername(),
        "SPRING_DATASOURCE_PASSWORD", database.getPassword());
  }

  private static Connection connect(JdbcConnectionDetails database) throws Exception {
    return DriverManager.getConnection(
        database.getJdbcUrl(), database.getUsername(), database.getPassword());
  }
}
