package graft.catalog.store;

import graft.catalog.StorageLayout;
import graft.catalog.disk.Disk;
import graft.catalog.disk.FileLease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Deletes at start what a crash left behind: files under temporary names, and complete ones that no
 * row names. What another node holds at that moment is left alone.
 */
@Component
class OrphanCleaner implements SmartInitializingSingleton {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanCleaner.class);

  private final StorageLayout shelf;
  private final DataFileRows files;
  private final AdapterRows adapters;
  private final DataDirectoryOwner mark;

  OrphanCleaner(
      StorageLayout shelf, DataFileRows files, AdapterRows adapters, DataDirectoryOwner mark) {
    this.shelf = shelf;
    this.files = files;
    this.adapters = adapters;
    this.mark = mark;
  }

  @Override
  public void afterSingletonsInstantiated() {
    try {
      Files.createDirectories(shelf.files());
      Files.createDirectories(shelf.adapters());
      sweep(mark.isOurs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param isOurDatabase whether a file without a row is a leftover; otherwise it may well have its
   *     row in another database
   */
  private void sweep(boolean isOurDatabase) throws IOException {
    for (Path file : Disk.entries(shelf.files())) {
      if (name(file).endsWith(StorageLayout.TEMPORARY)) {
        deleteUnlessHeld(file, file, _ -> false);
      } else if (isOurDatabase) {
        deleteUnlessHeld(file, file, files::existsById);
      }
    }
    for (Path lock : Disk.entries(shelf.imports())) {
      if (name(lock).endsWith(StorageLayout.TEMPORARY)) {
        deleteUnlessHeld(IncomingAdapter.directoryOf(lock), lock, _ -> false);
        deleteUnlessHeld(lock, lock, _ -> false);
      }
    }
    Disk.deleteOrLeave(shelf.exports());
    for (Path directory : Disk.entries(shelf.adapters())) {
      Path manifest = directory.resolve(StoredAdapters.MANIFEST);
      if (isOurDatabase && Files.exists(manifest)) {
        deleteUnlessHeld(directory, manifest, adapters::existsByDirectory);
      }
    }
  }

  /** Asks for the row with the lock in hand: whoever held it may have written one meanwhile. */
  private static void deleteUnlessHeld(Path path, Path locked, Predicate<String> hasRow)
      throws IOException {
    if (hasRow.test(name(path))) {
      return;
    }
    Optional<FileLease> held = FileLease.take(locked);
    if (held.isEmpty()) {
      return;
    }
    try (FileLease _ = held.get()) {
      if (!hasRow.test(name(path))) {
        LOG.info("Deleting {}, which an earlier process left unfinished", path);
        Disk.delete(path);
      }
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
