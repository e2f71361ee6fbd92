package graft.catalog.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that has no row yet, and somebody who is about to write one. The lock is the operating
 * system's and dies with its process: what a sweep can lock belongs to nobody. It stays with the
 * file when that is renamed.
 */
public final class FileLease implements AutoCloseable {
  private final FileChannel channel;

  private FileLease(FileChannel channel) {
    this.channel = channel;
  }

  /** Creates the file, open for writing. */
  public static FileLease create(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return lock(channel)
        .orElseThrow(() -> new IllegalStateException("somebody else locks a new file"));
  }

  /** Takes an existing file; empty if somebody holds it. */
  public static Optional<FileLease> take(Path file) throws IOException {
    return lock(FileChannel.open(file, StandardOpenOption.WRITE));
  }

  public FileChannel channel() {
    return channel;
  }

  private static Optional<FileLease> lock(FileChannel channel) throws IOException {
    if (isLocked(channel)) {
      return Optional.of(new FileLease(channel));
    }
    channel.close();
    return Optional.empty();
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
