package graft.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A directory that a backup passes through on its way; it is gone when this is closed. */
record Passage(Path directory) implements AutoCloseable {
  /** In the same file system, where a file may have two names. */
  static Passage below(Path data) throws IOException {
    Files.createDirectories(data);
    return new Passage(Files.createTempDirectory(data, "backup-"));
  }

  /** Deletes what is in a directory. */
  static void clear(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted((one, other) -> other.compareTo(one)).toList()) {
        if (!path.equals(directory)) {
          Files.delete(path);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    clear(directory);
    Files.delete(directory);
  }
}
