package graft.catalog.storage;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * A body that was read to its end into a file, and forced to disk.
 *
 * @param sha256 digest of its bytes, lower-case hexadecimal
 */
public record Received(long bytes, String sha256) {
  private static final int BUFFER = 1 << 16;

  /**
   * Reads {@code body} to its end.
   *
   * @param maxBytes most that the file may get
   * @param limit how that is said: {@code the file has more than 10 bytes, which ...}
   * @param progress is told the size of each piece
   * @throws IOException when the body breaks off; a failure of the file is none
   * @throws GraftException {@code TOO_LARGE}; {@code STORAGE_FULL}
   */
  public static Received into(
      FileChannel file, InputStream body, long maxBytes, String limit, LongConsumer progress)
      throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    long bytes = 0;
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      bytes += count;
      if (bytes > maxBytes) {
        throw new GraftException(ErrorCode.TOO_LARGE, limit);
      }
      progress.accept(count);
      digest.update(buffer, 0, count);
      write(file, ByteBuffer.wrap(buffer, 0, count));
    }
    force(file);
    return new Received(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  private static void write(FileChannel file, ByteBuffer piece) {
    try {
      while (piece.hasRemaining()) {
        file.write(piece);
      }
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private static void force(FileChannel file) {
    try {
      file.force(true);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
