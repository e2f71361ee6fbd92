package graft.catalog.store;

import graft.catalog.Upload;
import graft.spec.ErrorCode;
import graft.spec.FileId;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An {@link Upload}: a temporary file, held until it has a row or is deleted. */
final class IncomingFile implements Upload {
  private static final int BUFFER = 1 << 16;

  private final FileId id;
  private final String filename;
  private final Held held;
  private Path path;
  private long bytes;
  private String sha256 = "";
  private boolean isKept;

  private IncomingFile(FileId id, String filename, Path temporary, Held held) {
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
    MessageDigest digest = sha256Digest();
    byte[] buffer = new byte[BUFFER];
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      bytes += count;
      if (bytes > maxBytes) {
        throw new GraftException(
            ErrorCode.TOO_LARGE,
            "the file has more than " + maxBytes + " bytes, which is the most this service takes");
      }
      digest.update(buffer, 0, count);
      write(held.channel(), ByteBuffer.wrap(buffer, 0, count));
    }
    force(held.channel());
    sha256 = HexFormat.of().formatHex(digest.digest());
  }

  private static Held create(Path temporary) {
    try {
      return Held.create(temporary);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private static void write(FileChannel channel, ByteBuffer piece) {
    try {
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private static void force(FileChannel channel) {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
