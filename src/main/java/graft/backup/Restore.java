package graft.backup;

import graft.cli.CannotStart;
import graft.cli.Command;
import graft.cli.WrongUsage;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/** Puts a backup into an installation that has nothing yet. */
public record Restore(Map<String, String> environment) implements Command {
  private static final List<String> ROOMS = List.of("files", "adapters");

  public Restore {
    environment = Map.copyOf(environment);
  }

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public String arguments() {
    return "DIRECTORY|s3://BUCKET/NAME";
  }

  @Override
  public String purpose() {
    return "put a backup back into an empty installation, and check every file of it";
  }

  @Override
  public int run(List<String> arguments, PrintStream out) {
    if (arguments.size() != 1 || arguments.getFirst().startsWith("-")) {
      throw new WrongUsage("restore takes one place; found " + arguments);
    }
    Installation installation = Installation.of(environment);
    Optional<RemoteBackup> remote = RemoteBackup.of(arguments.getFirst(), environment);
    try {
      Manifest manifest =
          remote.isPresent()
              ? bring(remote.get(), installation)
              : restore(Backup.named(arguments.getFirst()), installation);
      out.printf(
          "Restored %d files, all as they were on %s; start the service%n",
          manifest.files().size(), manifest.madeAt());
      manifest.leftOut().forEach(model -> out.println("Missing, put it back: base model " + model));
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new CannotStart("the database could not be filled: " + e.getMessage(), e);
    }
  }

  private static Manifest bring(RemoteBackup remote, Installation installation)
      throws IOException, SQLException {
    ROOMS.forEach(room -> requireEmpty(installation.data().resolve(room)));
    try (Passage passage = Passage.below(installation.data())) {
      remote.bring(passage.directory());
      return restore(passage.directory(), installation);
    }
  }

  private static Manifest restore(Path directory, Installation installation)
      throws IOException, SQLException {
    Manifest manifest = Manifest.read(directory);
    ROOMS.forEach(room -> requireEmpty(installation.data().resolve(room)));
    verify(directory, manifest);
    try (OpenDatabase database = installation.openAlone()) {
      requireEmpty(database);
      copyFiles(directory, manifest, installation);
      fill(database, directory, manifest);
    }
    return manifest;
  }

  private static void requireEmpty(Path room) {
    if (!Files.isDirectory(room)) {
      return;
    }
    try (Stream<Path> entries = Files.list(room)) {
      if (entries.findAny().isPresent()) {
        throw new CannotStart(
            room + " is not empty: restore into an installation that has nothing yet");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireEmpty(OpenDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      if (!new Tables(connection).inOrder().isEmpty()) {
        throw new CannotStart(
            "the database at " + database.access() + " is not empty; restore into a new one");
      }
    }
  }

  /** Before anything is written anywhere. */
  private static void verify(Path directory, Manifest manifest) throws IOException {
    for (Manifest.Entry entry : manifest.files()) {
      Path file = entry.within(directory);
      if (!Files.isRegularFile(file)) {
        throw new CannotStart(file + " is missing from the backup");
      }
      requireSame(entry, HashedCopy.digest(file), file);
    }
  }

  private static void requireSame(Manifest.Entry entry, String sha256, Path file) {
    if (!entry.sha256().equals(sha256)) {
      throw new CannotStart(
          file + " is damaged: its SHA-256 is " + sha256 + ", and was " + entry.sha256());
    }
  }

  private static void copyFiles(Path directory, Manifest manifest, Installation installation)
      throws IOException {
    for (Manifest.Entry entry : manifest.files()) {
      Optional<Path> to = target(entry.path(), installation);
      if (to.isPresent()) {
        requireSame(entry, HashedCopy.copy(entry.within(directory), to.get()), to.get());
      }
    }
  }

  /** Where a file of the backup goes; tables go nowhere. */
  private static Optional<Path> target(String path, Installation installation) {
    if (path.startsWith("models/")) {
      return Optional.of(
          Manifest.within(installation.models(), path.substring("models/".length())));
    }
    return ROOMS.stream().anyMatch(room -> path.startsWith(room + "/"))
        ? Optional.of(Manifest.within(installation.data(), path))
        : Optional.empty();
  }

  /** Rows come into the schema that they were read from, and then on to this version's. */
  private static void fill(OpenDatabase database, Path directory, Manifest manifest)
      throws IOException, SQLException {
    migrate(database, manifest.schema());
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      Tables tables = new Tables(connection);
      for (String table : tables.inOrder()) {
        tables.read(table, directory.resolve("database").resolve(table + Tables.ENDING));
      }
      tables.goOnCounting();
      letNobodyHold(tables);
      connection.commit();
    }
    migrate(database, "latest");
  }

  /** Whoever held a job holds it no longer, which is not the job's fault. */
  private static void letNobodyHold(Tables tables) throws SQLException {
    tables.execute(
        """
        update job
           set status = case when wish is null then 'QUEUED' else 'PAUSED' end,
               attempts = greatest(attempts - 1, 0),
               epoch = epoch + 1, wish = null, version = version + 1
         where status in ('VALIDATING_FILES', 'RUNNING')
        """);
    tables.execute(
        "update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null");
  }

  private static void migrate(OpenDatabase database, String target) {
    Flyway.configure(Restore.class.getClassLoader())
        .dataSource(
            database.access().jdbcUrl(), database.access().user(), database.access().password())
        .locations("classpath:db/migration")
        .target(target)
        .load()
        .migrate();
  }
}
