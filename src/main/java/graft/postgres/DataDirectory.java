package graft.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/**
 * The directory of a PostgreSQL cluster, and whether it holds anything yet.
 *
 * @param path PostgreSQL's {@code -D}, absolute
 */
record DataDirectory(Path path) {
  /** The major version of the bundled binaries; the files of another one cannot be read. */
  static final String MAJOR = "18";

  /**
   * Makes the directory ready for a start: private to its owner, and empty if its first
   * initialisation was cut off.
   *
   * @throws PostgresStartException if it belongs to another major version
   */
  void prepare() throws IOException {
    refuseOtherMajor();
    if (!Files.exists(mark())) {
      FileSystemUtils.deleteRecursively(path);
    }
    OwnerOnly.createDirectory(path);
  }

  /** Notes that the cluster started once, and so may hold data from now on. */
  void markInitialised() throws IOException {
    if (!Files.exists(mark())) {
      Files.createFile(mark());
    }
  }

  private void refuseOtherMajor() throws IOException {
    Path version = path.resolve("PG_VERSION");
    String found = Files.exists(version) ? Files.readString(version).strip() : MAJOR;
    // A cut-off initialisation can leave the file empty; the missing mark then decides.
    if (!found.isEmpty() && !found.equals(MAJOR)) {
      throw new PostgresStartException(
          "The embedded database in "
              + path
              + " was made by PostgreSQL "
              + found
              + ", and this version of the service brings PostgreSQL "
              + MAJOR,
          "Dump it with the version that made it (pg_dump), move the directory away, start the"
              + " service once, and restore the dump. Or set spring.datasource.url to a server"
              + " that holds the data.");
    }
  }

  private Path mark() {
    return path.resolve("graft-initialised");
  }
}
