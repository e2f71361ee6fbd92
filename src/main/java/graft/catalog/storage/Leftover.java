package graft.catalog.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file or directory that no row may name.
 *
 * @param locked the file that is locked by whoever is about to write its row
 */
public record Leftover(Path path, Path locked) {
  private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);

  public Leftover(Path file) {
    this(file, file);
  }

  /** Whether it has not got its last name yet. */
  public boolean isTemporary() {
    return name().endsWith(StorageLayout.TEMPORARY);
  }

  /** Deletes what is unfinished, unless somebody is at it. */
  public void delete() throws IOException {
    deleteUnless(_ -> false);
  }

  /** Asks for the row with the lock in hand: whoever held it may have written one meanwhile. */
  public void deleteUnless(Predicate<String> hasRow) throws IOException {
    if (hasRow.test(name())) {
      return;
    }
    Optional<FileLease> held = FileLease.take(locked);
    if (held.isEmpty()) {
      return;
    }
    try (FileLease _ = held.get()) {
      if (!hasRow.test(name())) {
        LOG.info("Deleting {}, which an earlier process left unfinished", path);
        Disk.delete(path);
      }
    }
  }

  private String name() {
    return String.valueOf(path.getFileName());
  }
}
