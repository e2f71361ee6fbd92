package graft.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes files and directories so that they are seen complete or not at all: under a temporary name
 * beside the real one, forced to disk, then renamed. One writer at a time for a name.
 */
public final class AtomicFile {
  /** How names end of what is not complete; whoever finds one after a crash may delete it. */
  public static final String SUFFIX = ".partial";

  private AtomicFile() {}

  /** Writes a file in place of the one that may be there. */
  public static void write(Path file, Consumer<OutputStream> content) {
    Path draft = draftOf(file);
    try {
      try (FileChannel channel =
              FileChannel.open(
                  draft,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
        content.accept(out);
        out.flush();
        channel.force(true);
      }
      publish(draft, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(draft);
    }
  }

  /**
   * Fills a new directory.
   *
   * @param content writes files into the directory that it is given; they are forced to disk
   *     afterwards
   * @throws UncheckedIOException also if the directory exists already and is not empty
   */
  public static void fill(Path directory, Consumer<Path> content) {
    Path draft = draftOf(directory);
    try {
      delete(draft);
      Files.createDirectories(draft);
      content.accept(draft);
      force(draft);
      publish(draft, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(draft);
    }
  }

  private static Path draftOf(Path path) {
    return path.resolveSibling("." + path.getFileName() + SUFFIX);
  }

  private static void publish(Path draft, Path target) throws IOException {
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceOne(Objects.requireNonNull(target.toAbsolutePath().getParent()));
  }

  private static void force(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) files::iterator) {
        forceOne(path);
      }
    }
  }

  private static void forceOne(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void delete(Path draft) {
    if (!Files.exists(draft)) {
      return;
    }
    try (Stream<Path> files = Files.walk(draft)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
