package graft.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Files and their digests. */
final class HashedCopy {
  private HashedCopy() {}

  /** SHA-256 of a file's bytes, lower-case hexadecimal. */
  static String digest(Path file) throws IOException {
    return read(file, OutputStream.nullOutputStream());
  }

  /** Copies a file, and gives the digest of what was copied. */
  static String copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.toAbsolutePath().getParent());
    try (OutputStream target = Files.newOutputStream(to)) {
      return read(from, target);
    }
  }

  /**
   * Gives a file another name in the same file system, or copies it where that cannot be; for files
   * that are never changed.
   */
  static String link(Path from, Path to) throws IOException {
    Files.createDirectories(to.toAbsolutePath().getParent());
    try {
      Files.createLink(to, from);
    } catch (NoSuchFileException gone) {
      throw gone;
    } catch (FileSystemException | UnsupportedOperationException elsewhere) {
      return copy(from, to);
    }
    return digest(to);
  }

  private static String read(Path file, OutputStream target) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        DigestInputStream digested = new DigestInputStream(bytes, sha256())) {
      digested.transferTo(target);
      return HexFormat.of().formatHex(digested.getMessageDigest().digest());
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
