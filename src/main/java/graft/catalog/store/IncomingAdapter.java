package graft.catalog.store;

import graft.catalog.AdapterUpload;
import graft.catalog.Shelf;
import graft.catalog.disk.Disk;
import graft.catalog.disk.Held;
import graft.format.Origin;
import graft.format.adapter.AdapterZip;
import graft.format.adapter.KnownFiles;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * An {@link AdapterUpload}: a directory below {@link Shelf#imports}, and a locked file beside it
 * that keeps a sweep away.
 */
final class IncomingAdapter implements AdapterUpload {
  private static final int BUFFER = 1 << 16;

  private final AdapterId id;
  private final Path root;
  private final Path received;
  private final Path archive;
  private final Path lock;
  private final Held held;
  private final long byteLimit;
  private final List<String> others = new ArrayList<>();
  private long bytes;

  private IncomingAdapter(AdapterId id, Path root, Path lock, Held held, long byteLimit) {
    this.id = id;
    this.root = root;
    this.received = root.resolve("adapter");
    this.archive = root.resolve("archive.zip");
    this.lock = lock;
    this.held = held;
    this.byteLimit = byteLimit;
  }

  static IncomingAdapter begin(AdapterId id, Shelf shelf) {
    Path root = shelf.imports().resolve(id.value());
    Path lock = lock(root);
    try {
      Files.createDirectories(shelf.imports());
      IncomingAdapter upload =
          new IncomingAdapter(id, root, lock, Held.create(lock), shelf.maxFileBytes());
      Files.createDirectories(upload.received);
      return upload;
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  /** The locked file of a directory. */
  private static Path lock(Path root) {
    return root.resolveSibling(root.getFileName() + Shelf.TEMPORARY);
  }

  /** The directory beside a locked file. */
  static Path directoryOf(Path lock) {
    String name = String.valueOf(lock.getFileName());
    return lock.resolveSibling(name.substring(0, name.length() - Shelf.TEMPORARY.length()));
  }

  @Override
  public AdapterId id() {
    return id;
  }

  @Override
  public void receive(String filename, InputStream body) throws IOException {
    if (KnownFiles.isRead(filename)) {
      store(received.resolve(filename), filename, body);
    } else if (!KnownFiles.isCompanion(filename)) {
      others.add(filename);
      if (others.size() == 1) {
        store(archive, filename, body);
      }
    }
  }

  private void store(Path file, String filename, InputStream body) throws IOException {
    if (Files.exists(file)) {
      throw new GraftException(ErrorCode.INVALID_ADAPTER, filename + " was sent twice");
    }
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = open(file)) {
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        bytes += count;
        if (bytes > byteLimit) {
          throw new GraftException(
              ErrorCode.TOO_LARGE,
              "the files have more than %d bytes, which is the most this service takes"
                  .formatted(byteLimit));
        }
        write(out, buffer, count);
      }
    }
  }

  private static OutputStream open(Path file) {
    try {
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private static void write(OutputStream out, byte[] buffer, int count) {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  @Override
  public Path files() {
    boolean isArchive = others.size() == 1 && Disk.entries(received).isEmpty();
    if (!isArchive) {
      KnownFiles.require(others);
      return received;
    }
    try {
      Path unpacked = root.resolve("unpacked").resolve("adapter");
      Files.createDirectories(root.resolve("unpacked"));
      AdapterZip.unpack(archive, Origin.printable(others.getFirst()), unpacked, byteLimit);
      return unpacked;
    } catch (UncheckedIOException e) {
      throw Disk.failure(e);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  @Override
  public Path output() {
    try {
      return Files.createDirectories(root.resolve("output"));
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  @Override
  public void close() {
    Disk.deleteOrLeave(root);
    held.close();
    Disk.deleteOrLeave(lock);
  }
}
