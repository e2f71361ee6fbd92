package graft.dispatch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A directory that takes nothing more: a small file system in its place that is full, where this
 * user may mount one, or else one that nobody may write to.
 */
final class FullDirectory implements AutoCloseable {
  private final Path directory;
  private final boolean isMounted;

  private FullDirectory(Path directory, boolean isMounted) {
    this.directory = directory;
    this.isMounted = isMounted;
  }

  static FullDirectory of(Path directory) throws IOException, InterruptedException {
    boolean isMounted =
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory.toString()) == 0;
    if (isMounted) {
      fill(directory.resolve("filler"));
    } else {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
    }
    return new FullDirectory(directory, isMounted);
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream filler = Files.newOutputStream(file)) {
      while (true) {
        filler.write(new byte[4096]);
      }
    } catch (IOException full) {
      // As is meant.
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (isMounted) {
      run("umount", "--lazy", directory.toString());
    } else {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor();
  }
}
