package graft.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of files and texts, in lower-case hexadecimal. */
public final class Digest {
  private Digest() {}

  /** Of the files' bytes one after the other. Reads them all: keep the result. */
  public static String sha256(List<Path> files) {
    try (DigestOutputStream out =
        new DigestOutputStream(OutputStream.nullOutputStream(), sha256())) {
      for (Path file : files) {
        try (InputStream in = Files.newInputStream(file)) {
          in.transferTo(out);
        }
      }
      return text(out.getMessageDigest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a text in UTF-8. */
  public static String sha256(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Of all bytes that it got; begins anew. */
  public static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A digest that gets its bytes one after the other; {@link #text} says what it is in the end. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
