package graft.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How a database is reached. */
public record ServerAccess(String jdbcUrl, String user, String password) {
  /** The line of PostgreSQL's own file that has the port. */
  private static final int PORT_LINE = 3;

  /**
   * A server of our own that another process has started.
   *
   * @param directory as {@link PostgresServer#start} takes it
   * @return empty where none runs
   */
  public static Optional<ServerAccess> running(Path directory) throws IOException {
    Path data = directory.toAbsolutePath().normalize().resolve("data");
    Path state = data.resolve("postmaster.pid");
    if (new Orphan(data).process().isEmpty() || !Files.exists(state)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(state);
    return lines.size() <= PORT_LINE
        ? Optional.empty()
        : Optional.of(
            new ServerAccess(
                PostgresServer.url(Integer.parseInt(lines.get(PORT_LINE).strip())),
                PostgresServer.USER,
                Password.in(directory.resolve("password"))));
  }

  /** Hides the password. */
  @Override
  public String toString() {
    return jdbcUrl;
  }
}
