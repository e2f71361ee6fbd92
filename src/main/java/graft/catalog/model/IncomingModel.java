package graft.catalog.model;

import graft.catalog.storage.Disk;
import graft.catalog.storage.FileLease;
import graft.catalog.storage.Received;
import graft.format.ZipFolder;
import graft.format.model.ModelDirectory;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A {@link ModelUpload}: a hidden directory below the model root with a lock, a directory of files,
 * and an archive if one came. Its size may be asked for by other threads.
 */
final class IncomingModel implements ModelUpload {
  static final String PREFIX = ".incoming-";
  static final String LOCK = "lock";
  private static final String FILES = "model";
  private static final String ARCHIVE = "archive.zip";

  private final Path place;
  private final FileLease held;
  private final long maxBytes;
  private final Set<String> names = new LinkedHashSet<>();
  private volatile long bytes;

  private IncomingModel(Path place, FileLease held, long maxBytes) {
    this.place = place;
    this.held = held;
    this.maxBytes = maxBytes;
  }

  /** Makes the hidden directory. */
  static IncomingModel create(Path place, long maxBytes) throws IOException {
    Files.createDirectory(place);
    FileLease held = FileLease.create(place.resolve(LOCK));
    IncomingModel model = new IncomingModel(place, held, maxBytes);
    Files.createDirectory(model.directory());
    return model;
  }

  @Override
  public void add(String filename, InputStream body, Faults faults) throws IOException {
    boolean isArchive = ModelFiles.isArchive(filename);
    if (!isArchive) {
      ModelFiles.judge(filename, faults);
    }
    boolean isFirst = names.isEmpty();
    if (!isFirst && (isArchive || names.stream().anyMatch(ModelFiles::isArchive))) {
      faults.add(ModelFiles.POINTER, "too_many", "a ZIP must be the only file");
    } else if (!names.add(filename)) {
      faults.add(ModelFiles.POINTER, "duplicate", filename + " is there twice");
    }
    if (faults.isEmpty()) {
      var _ = receive(isArchive ? place.resolve(ARCHIVE) : directory().resolve(filename), body);
    }
  }

  /**
   * Reads one file, whose name was judged before.
   *
   * @param announced its size, if that is known beforehand: what is too large is not even begun
   */
  Received receive(String filename, InputStream body, OptionalLong announced) throws IOException {
    names.add(filename);
    long most = mostBytes(filename);
    if (announced.orElse(0) > most) {
      throw new GraftException(ErrorCode.TOO_LARGE, limit(filename, most));
    }
    return receive(directory().resolve(filename), body);
  }

  /** What has come so far. */
  long bytes() {
    return bytes;
  }

  Path directory() {
    return place.resolve(FILES);
  }

  /**
   * Unpacks the archive, if it is one.
   *
   * @throws GraftException {@code INVALID_SPEC} with every file that a model may not have
   */
  void complete() {
    if (names.stream().noneMatch(ModelFiles::isArchive)) {
      return;
    }
    try {
      Path archive = place.resolve(ARCHIVE);
      Files.delete(directory());
      ZipFolder.unpack(
          archive,
          directory(),
          ModelDirectory.CONFIG,
          ModelFiles.IN_ARCHIVE,
          maxBytes,
          ErrorCode.INVALID_MODEL);
      Files.delete(archive);
      boundUnpacked();
    } catch (IOException e) {
      throw Disk.failure(e);
    } catch (UncheckedIOException e) {
      throw Disk.failure(e);
    }
  }

  @Override
  public void close() {
    try (held) {
      Disk.delete(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void boundUnpacked() throws IOException {
    for (Path file : Disk.entries(directory())) {
      String name = String.valueOf(file.getFileName());
      long most = ModelFiles.mostBytes(name, maxBytes);
      if (Files.size(file) > most) {
        throw new GraftException(ErrorCode.TOO_LARGE, limit(name, most));
      }
    }
  }

  private Received receive(Path file, InputStream body) throws IOException {
    String name = String.valueOf(file.getFileName());
    long most = mostBytes(name);
    try (FileChannel channel = open(file)) {
      return Received.into(channel, body, most, limit(name, most), this::count);
    }
  }

  private long mostBytes(String name) {
    long left = maxBytes - bytes;
    return name.equals(ARCHIVE) ? left : ModelFiles.mostBytes(name, left);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private void count(long more) {
    bytes += more;
  }

  private static FileChannel open(Path file) {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private String limit(String name, long most) {
    return most == ModelFiles.MOST_TEXT_BYTES
        ? name + " has more than " + most + " bytes, which is the most that is taken of such a file"
        : "the model has more than " + maxBytes + " bytes, which is the most this service takes";
  }
}
