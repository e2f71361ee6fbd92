package graft.backup;

import graft.cli.CannotStart;
import graft.cli.Command;
import graft.cli.WrongUsage;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Copies an installation, which may be running. */
public record Backup(Map<String, String> environment, Clock clock) implements Command {
  private static final String WITHOUT_MODELS = "--without-models";

  /** Files that are deleted meanwhile are few, and each try has a snapshot of its own. */
  private static final int TRIES = 5;

  public Backup {
    environment = Map.copyOf(environment);
  }

  @Override
  public String name() {
    return "backup";
  }

  @Override
  public String arguments() {
    return "DIRECTORY|s3://BUCKET/NAME [" + WITHOUT_MODELS + "]";
  }

  @Override
  public String purpose() {
    return "copy the database and all files into an empty place; the service may be running";
  }

  @Override
  public int run(List<String> arguments, PrintStream out) {
    List<String> words = arguments.stream().filter(Predicate.not(WITHOUT_MODELS::equals)).toList();
    if (words.size() != 1 || words.getFirst().startsWith("-")) {
      throw new WrongUsage("backup takes one place; found " + words);
    }
    boolean withModels = words.size() == arguments.size();
    Installation installation = Installation.of(environment);
    Optional<RemoteBackup> remote = RemoteBackup.of(words.getFirst(), environment);
    try {
      Manifest manifest =
          remote.isPresent()
              ? send(installation, remote.get(), withModels)
              : make(installation, named(words.getFirst()), withModels);
      long bytes = manifest.files().stream().mapToLong(Manifest.Entry::bytes).sum();
      out.printf(
          "Made %s: %d files, %d bytes%n",
          remote.map(Object::toString).orElseGet(() -> named(words.getFirst()).toString()),
          manifest.files().size(),
          bytes);
      manifest.leftOut().forEach(model -> out.println("Left out: base model " + model));
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new CannotStart("the database could not be read: " + e.getMessage(), e);
    }
  }

  private Manifest send(Installation installation, RemoteBackup remote, boolean withModels)
      throws IOException, SQLException {
    remote.requireEmpty();
    try (Passage passage = Passage.below(installation.data())) {
      Manifest manifest = make(installation, passage.directory(), withModels);
      remote.send(passage.directory(), manifest);
      return manifest;
    }
  }

  private Manifest make(Installation installation, Path directory, boolean withModels)
      throws IOException, SQLException {
    try (OpenDatabase database = installation.open()) {
      requireEmpty(directory);
      Manifest manifest = tryAll(installation, database, directory, withModels);
      manifest.write(directory);
      return manifest;
    }
  }

  static Path named(String word) {
    return Path.of(word).toAbsolutePath().normalize();
  }

  private static void requireEmpty(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new CannotStart(directory + " is not empty; name a directory of its own");
      }
    }
  }

  private Manifest tryAll(
      Installation installation, OpenDatabase database, Path directory, boolean withModels)
      throws IOException, SQLException {
    for (int tried = 1; tried < TRIES; tried++) {
      try {
        return copy(installation, database, directory, withModels);
      } catch (NoSuchFileException deletedMeanwhile) {
        Passage.clear(directory);
      }
    }
    return copy(installation, database, directory, withModels);
  }

  private Manifest copy(
      Installation installation, OpenDatabase database, Path directory, boolean withModels)
      throws IOException, SQLException {
    Copy copy = new Copy(directory, new ArrayList<>());
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      Tables tables = new Tables(connection);
      tables.execute("set transaction isolation level repeatable read, read only");
      String schema =
          tables.schema().stream()
              .findFirst()
              .orElseThrow(() ->
                  new CannotStart(
                      "the database at " + database.access() + " has nothing of Graft"));
      for (String table : tables.inOrder()) {
        Path file = directory.resolve("database").resolve(table + Tables.ENDING);
        tables.write(table, file);
        copy.add(file, HashedCopy.digest(file));
      }
      for (String id : tables.texts("select id from data_file order by id")) {
        copy.link(installation.data(), "files", id);
      }
      for (String name : tables.texts("select directory from adapter order by directory")) {
        copy.link(installation.data(), "adapters", name);
      }
      List<String> models =
          tables.texts("select name from base_model where sha256 is not null order by name");
      if (withModels) {
        for (String model : models) {
          copy.model(installation.models(), model);
        }
      }
      connection.rollback();
      return new Manifest(
          Manifest.FORMAT,
          schema,
          clock.instant().toString(),
          copy.made(),
          withModels ? List.of() : models);
    }
  }

  private record Copy(Path directory, List<Manifest.Entry> made) {
    void add(Path file, String sha256) throws IOException {
      String path = directory.relativize(file).toString().replace('\\', '/');
      made.add(new Manifest.Entry(path, Files.size(file), sha256));
    }

    /** A file or a directory of files that are never changed. */
    void link(Path data, String room, String name) throws IOException {
      Path from = data.resolve(room).resolve(name);
      for (Path file : files(from)) {
        Path to = directory.resolve(room).resolve(name).resolve(from.relativize(file).toString());
        add(to.normalize(), HashedCopy.link(file, to.normalize()));
      }
    }

    /** Files that belong to whoever put them there, and may be written again. */
    void model(Path models, String name) throws IOException {
      Path from = models.resolve(name);
      for (Path file : files(from)) {
        Path to =
            directory.resolve("models").resolve(name).resolve(from.relativize(file).toString());
        add(to, HashedCopy.copy(file, to));
      }
    }

    private static List<Path> files(Path from) throws IOException {
      try (Stream<Path> all = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
        return all.filter(Files::isRegularFile).sorted().toList();
      }
    }
  }
}
