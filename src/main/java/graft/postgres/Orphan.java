package graft.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A PostgreSQL server that outlived the process that started it, and so still uses a data
 * directory.
 *
 * <p>To be asked only by the holder of the directory's lock: nobody else then starts one.
 */
final class Orphan {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private static final Set<String> SERVERS = Set.of("postgres", "postgres.exe");

  private final Path dataDirectory;

  Orphan(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /**
   * Asks the server, if there is one, to shut down, and waits until it is gone. Its clients died
   * with its parent, so the polite request (smart shutdown) is enough.
   *
   * @throws PostgresStartException if it is still there after {@code patience}
   */
  void end(Duration patience) throws IOException {
    process().ifPresent(ProcessHandle::destroy);
    awaitEnd(patience);
    forgetStrangersId();
  }

  /** Waits until no server uses the directory any more. */
  void awaitEnd(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (process().isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new PostgresStartException(
            "A PostgreSQL server of an earlier run (process "
                + pid().orElseThrow()
                + ") still uses "
                + dataDirectory
                + " and did not end within "
                + patience.toSeconds()
                + " s",
            "End that process and start the service again.");
      }
      pause();
    }
  }

  /** The running server whose {@code -D} is this directory. */
  Optional<ProcessHandle> process() throws IOException {
    return pid().flatMap(ProcessHandle::of).filter(this::servesThisDirectory);
  }

  /**
   * PostgreSQL refuses to start while the id in its file belongs to any living process. After a
   * crash of the machine or a container that is often a stranger, so the file goes.
   */
  private void forgetStrangersId() throws IOException {
    boolean isStranger =
        pid()
            .flatMap(ProcessHandle::of)
            .map(ProcessHandle::info)
            .flatMap(info -> info.arguments().<Object>map(a -> a).or(info::command))
            .isPresent();
    if (isStranger) {
      Files.delete(pidFile());
    }
  }

  private boolean servesThisDirectory(ProcessHandle process) {
    Optional<Path> command = process.info().command().map(Path::of);
    boolean isServer =
        command.map(Path::getFileName).map(Path::toString).filter(SERVERS::contains).isPresent();
    // Windows tells nobody a process's arguments; the binaries are this directory's own, too.
    return isServer
        && process
            .info()
            .arguments()
            .map(Arrays::asList)
            .map(this::nameThisDirectory)
            .orElseGet(() -> command.orElseThrow().startsWith(dataDirectory.resolveSibling("bin")));
  }

  private boolean nameThisDirectory(List<String> arguments) {
    int option = arguments.indexOf("-D");
    return option >= 0
        && option + 1 < arguments.size()
        && dataDirectory.equals(Path.of(arguments.get(option + 1)).toAbsolutePath().normalize());
  }

  private Optional<Long> pid() throws IOException {
    try {
      return Files.readString(pidFile()).lines().findFirst().map(String::strip).map(Long::valueOf);
    } catch (NoSuchFileException notRunning) {
      return Optional.empty();
    } catch (NumberFormatException cutOff) {
      return Optional.empty();
    }
  }

  private Path pidFile() {
    return dataDirectory.resolve("postmaster.pid");
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(LOOK_AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for PostgreSQL to end", e);
    }
  }
}
