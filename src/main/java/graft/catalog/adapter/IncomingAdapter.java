package graft.catalog.adapter;

import graft.catalog.storage.Disk;
import graft.catalog.storage.FileLease;
import graft.catalog.storage.Received;
import graft.catalog.storage.StorageLayout;
import graft.format.FileContext;
import graft.format.FileKind;
import graft.format.adapter.AdapterZip;
import graft.format.adapter.KnownFiles;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An {@link AdapterUpload}: a directory below {@link StorageLayout#imports}, and a locked file
 * beside it that keeps a sweep away.
 */
final class IncomingAdapter implements AdapterUpload {
  private final AdapterId id;
  private final Path root;
  private final Path received;
  private final Path archive;
  private final Path lock;
  private final FileLease held;
  private final long byteLimit;
  private final List<String> others = new ArrayList<>();
  private long bytes;

  private IncomingAdapter(AdapterId id, Path root, Path lock, FileLease held, long byteLimit) {
    this.id = id;
    this.root = root;
    this.received = root.resolve("adapter");
    this.archive = root.resolve("archive.zip");
    this.lock = lock;
    this.held = held;
    this.byteLimit = byteLimit;
  }

  static IncomingAdapter begin(AdapterId id, StorageLayout layout) {
    Path root = layout.imports().resolve(id.value());
    Path lock = lock(root);
    try {
      Files.createDirectories(layout.imports());
      IncomingAdapter upload =
          new IncomingAdapter(id, root, lock, FileLease.create(lock), layout.maxFileBytes());
      Files.createDirectories(upload.received);
      return upload;
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  /** The locked file of a directory. */
  private static Path lock(Path root) {
    return root.resolveSibling(root.getFileName() + StorageLayout.TEMPORARY);
  }

  /** The directory beside a locked file. */
  static Path directoryOf(Path lock) {
    String name = String.valueOf(lock.getFileName());
    return lock.resolveSibling(name.substring(0, name.length() - StorageLayout.TEMPORARY.length()));
  }

  @Override
  public AdapterId id() {
    return id;
  }

  @Override
  public void receive(String filename, InputStream body) throws IOException {
    if (KnownFiles.isRead(filename)) {
      store(received.resolve(filename), filename, body);
      return;
    }
    BufferedInputStream content = new BufferedInputStream(body, FileKind.HEAD);
    boolean isArchive = isArchive(filename, content);
    if (isArchive || !KnownFiles.isCompanion(filename)) {
      others.add(filename);
    }
    if (isArchive && others.size() == 1) {
      store(archive, filename, content);
    }
  }

  /** A file that is called an archive, or is one and is not called otherwise. */
  private static boolean isArchive(String filename, BufferedInputStream content)
      throws IOException {
    content.mark(FileKind.HEAD);
    Optional<FileKind> kind = FileKind.of(content.readNBytes(FileKind.HEAD));
    content.reset();
    return filename.toLowerCase(Locale.ROOT).endsWith(".zip")
        || (kind.filter(FileKind::isArchive).isPresent() && !KnownFiles.holdsTensors(filename));
  }

  private void store(Path file, String filename, InputStream body) throws IOException {
    if (Files.exists(file)) {
      throw new GraftException(ErrorCode.INVALID_ADAPTER, filename + " was sent twice");
    }
    try (FileChannel channel = create(file)) {
      bytes += Received.into(channel, body, byteLimit - bytes, limit(), _ -> {}).bytes();
    }
  }

  private String limit() {
    return "the files have more than %d bytes, which is the most this service takes"
        .formatted(byteLimit);
  }

  private static FileChannel create(Path file) {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  @Override
  public Path files() {
    boolean isArchive =
        others.size() == 1 && Files.exists(archive) && Disk.entries(received).isEmpty();
    if (!isArchive) {
      refuseOthers();
      return received;
    }
    requireZip();
    try {
      Path unpacked = root.resolve("unpacked").resolve("adapter");
      Files.createDirectories(root.resolve("unpacked"));
      AdapterZip.unpack(archive, unpacked, byteLimit);
      return unpacked;
    } catch (UncheckedIOException e) {
      throw Disk.failure(e);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private void requireZip() {
    FileKind.of(archive)
        .filter(kind -> kind != FileKind.ZIP && kind != FileKind.TEXT)
        .ifPresent(kind -> {
          throw new GraftException(
              ErrorCode.INVALID_ADAPTER,
              "%s: is %s; a ZIP archive is read, or the files of an adapter one by one"
                  .formatted(FileContext.printable(others.getFirst()), kind.description()));
        });
  }

  /** Archives are to come alone, weights under names that are read. */
  private void refuseOthers() {
    KnownFiles.require(others);
    if (!others.isEmpty()) {
      throw new GraftException(
          ErrorCode.INVALID_ADAPTER,
          "%s: an archive comes alone, or the files of an adapter one by one"
              .formatted(FileContext.printable(String.join(", ", others))));
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
