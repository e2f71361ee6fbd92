package graft.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;

/** The superuser's password: made once at random, and kept in a file beside the data. */
final class Password {
  private static final int BYTES = 24;

  private Password() {}

  /** Reads {@code file}, or writes it first. */
  static String in(Path file) throws IOException {
    if (!Files.exists(file)) {
      Path unfinished = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(unfinished);
      OwnerOnly.write(unfinished, random());
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
