package graft.backup;

import graft.cli.CannotStart;
import graft.postgres.PostgresServer;
import graft.postgres.PostgresStartException;
import graft.postgres.ServerAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where an installation has its things, by the same variables that the service reads.
 *
 * @param external the database; empty for the embedded one
 */
record Installation(Path data, Path models, Optional<ServerAccess> external) {
  /**
   * @throws CannotStart if files are not kept in a directory
   */
  static Installation of(Map<String, String> environment) {
    if (!environment.getOrDefault("GRAFT_STORAGE", "file").equals("file")) {
      throw new CannotStart(
          "backup and restore read files from GRAFT_DATA; with GRAFT_STORAGE="
              + environment.get("GRAFT_STORAGE")
              + " copy the bucket, and dump the database before it");
    }
    Path data = Path.of(environment.getOrDefault("GRAFT_DATA", "data")).toAbsolutePath();
    String models = environment.getOrDefault("GRAFT_MODELS", "");
    String url = environment.getOrDefault("SPRING_DATASOURCE_URL", "");
    return new Installation(
        data.normalize(),
        models.isBlank()
            ? data.resolve("models").normalize()
            : Path.of(models).toAbsolutePath().normalize(),
        url.isBlank()
            ? Optional.empty()
            : Optional.of(
                new ServerAccess(
                    url,
                    environment.getOrDefault("SPRING_DATASOURCE_USERNAME", ""),
                    environment.getOrDefault("SPRING_DATASOURCE_PASSWORD", ""))));
  }

  private Path embedded() {
    return data.resolve("postgres");
  }

  /** The database, whoever has started it; where nobody has, it runs until this is closed. */
  OpenDatabase open() {
    try {
      Optional<ServerAccess> known = external.or(this::running);
      if (known.isPresent()) {
        return new OpenDatabase(known.get(), () -> {});
      }
      return start();
    } catch (PostgresStartException e) {
      throw new CannotStart(e.getMessage() + ". " + e.remedy(), e);
    }
  }

  /** The database for somebody who must be alone with it. */
  OpenDatabase openAlone() {
    try {
      return external.map(known -> new OpenDatabase(known, () -> {})).orElseGet(this::start);
    } catch (PostgresStartException e) {
      throw new CannotStart(e.getMessage() + ". " + e.remedy(), e);
    }
  }

  private OpenDatabase start() {
    PostgresServer server = PostgresServer.start(embedded());
    return new OpenDatabase(server.access(), server::close);
  }

  private Optional<ServerAccess> running() {
    try {
      return ServerAccess.running(embedded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
