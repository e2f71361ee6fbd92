package graft.api;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/** A file system of one megabyte in place of a directory. Mounting it takes root. */
public record SmallDisk(Path directory) implements AutoCloseable {
  /** Skips the test if this user may not mount. */
  public static SmallDisk mount(Path directory) throws IOException, InterruptedException {
    int exit = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString());
    assumeTrue(exit == 0, "this user may not mount a file system");
    return new SmallDisk(directory);
  }

  public void makeReadOnly() throws IOException, InterruptedException {
    run("mount", "-o", "remount,ro", directory.toString());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("umount", directory.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
