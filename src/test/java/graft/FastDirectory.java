package graft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary directories in memory, where there is enough of it: making a PostgreSQL cluster waits
 * for the disk more than it computes.
 */
public final class FastDirectory implements TempDirFactory {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ROOMY = 1L << 30;

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
      throws IOException {
    return create();
  }

  /** A new directory, which whoever asks for it deletes. */
  public static Path create() throws IOException {
    boolean isRoomy =
        Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOMY;
    return isRoomy
        ? Files.createTempDirectory(MEMORY, "graft-test-")
        : Files.createTempDirectory("graft-test-");
  }
}
