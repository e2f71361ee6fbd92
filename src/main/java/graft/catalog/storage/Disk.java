package graft.catalog.storage;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the catalog does with the file system, and what its failures mean to a user. */
public final class Disk {
  private static final Logger LOG = LoggerFactory.getLogger(Disk.class);

  /** How Unix says that there is no room; the JDK has no type for it. */
  private static final List<String> FULL =
      List.of("No space left on device", "Disk quota exceeded", "File too large");

  /** How it says that the disk below a directory has gone, or bears no writing. */
  private static final List<String> AWAY =
      List.of(
          "Read-only file system",
          "Input/output error",
          "Stale file handle",
          "Transport endpoint is not connected",
          "No such device");

  private Disk() {}

  /**
   * The failure of a write: {@code STORAGE_FULL}, {@code STORAGE_UNAVAILABLE}, or one that is
   * nobody's fault.
   */
  public static RuntimeException failure(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (FULL.stream().anyMatch(message::contains)) {
      return new GraftException(ErrorCode.STORAGE_FULL, "the data directory has no space left", e);
    }
    if (AWAY.stream().anyMatch(message::contains)) {
      return new GraftException(
          ErrorCode.STORAGE_UNAVAILABLE, "the data directory cannot be written to", e);
    }
    return new UncheckedIOException(e);
  }

  /** The failure of a write in {@code format}. */
  public static RuntimeException failure(UncheckedIOException e) {
    return e.getCause() == null ? e : failure(e.getCause());
  }

  /** Gives a complete file or directory its name; after a crash it has the old name or the new. */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    force(directoryOf(to));
  }

  /** Makes the names in a directory outlive a crash. */
  public static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes a file, a link, or a directory with all that is in it; nothing if it is gone. */
  public static void delete(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(path);
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Deletes what no row names any more; if that fails, the next sweep does it. */
  public static void deleteOrLeave(Path path) {
    try {
      delete(path);
    } catch (IOException e) {
      LOG.warn("{} could not be deleted; the next start tries again", path, e);
    }
  }

  /** What is in a directory, by name; nothing if there is no directory. */
  public static List<Path> entries(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directoryOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("the root of a file system has no directory");
    }
    return parent;
  }
}
