package graft.catalog.file;

import graft.catalog.storage.Disk;
import graft.catalog.storage.FileLease;
import graft.catalog.storage.Received;
import graft.spec.FileId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** An {@link Upload}: a temporary file, held until it has a row or is deleted. */
final class IncomingFile implements Upload {
  private final FileId id;
  private final String filename;
  private final FileLease held;
  private Path path;
  private long bytes;
  private String sha256 = "";
  private boolean isKept;

  private IncomingFile(FileId id, String filename, Path temporary, FileLease held) {
    this.id = id;
    this.filename = filename;
    this.held = held;
    this.path = temporary;
  }

  /**
   * Reads {@code body} to its end into {@code temporary}.
   *
   * @throws IOException when the body breaks off
   */
  static IncomingFile receive(
      FileId id, String filename, Path temporary, InputStream body, long maxBytes)
      throws IOException {
    IncomingFile upload = new IncomingFile(id, filename, temporary, create(temporary));
    boolean isReceived = false;
    try {
      upload.read(body, maxBytes);
      isReceived = true;
      return upload;
    } finally {
      if (!isReceived) {
        upload.close();
      }
    }
  }

  FileId id() {
    return id;
  }

  @Override
  public String filename() {
    return filename;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  /** Digest of its bytes, lower-case hexadecimal. */
  String sha256() {
    return sha256;
  }

  Path path() {
    return path;
  }

  /** Gives the file its lasting name. */
  void moveTo(Path lasting) {
    try {
      Disk.rename(path, lasting);
      path = lasting;
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  /** Says that a row names the file: closing deletes nothing from now on. */
  void kept() {
    isKept = true;
  }

  @Override
  public void close() {
    try (held) {
      if (!isKept) {
        Disk.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(InputStream body, long maxBytes) throws IOException {
    String limit =
        "the file has more than " + maxBytes + " bytes, which is the most this service takes";
    Received received = Received.into(held.channel(), body, maxBytes, limit, _ -> {});
    bytes = received.bytes();
    sha256 = received.sha256();
  }

  private static FileLease create(Path temporary) {
    try {
      return FileLease.create(temporary);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }
}
