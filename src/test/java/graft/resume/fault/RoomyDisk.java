package graft.resume.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of its own in place of a directory, which can be filled up. Mounting takes root.
 */
final class RoomyDisk implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final Path directory;
  private final Path filler;
  private boolean isHidden;

  private RoomyDisk(Path directory) {
    this.directory = directory;
    this.filler = directory.resolve("filler");
  }

  static RoomyDisk mount(Path directory) throws IOException, InterruptedException {
    if (run("mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", directory.toString()) != 0) {
      throw new IOException("this suite fills a disk up, and mounting one takes root");
    }
    return new RoomyDisk(directory);
  }

  /** Leaves no byte. */
  void fill() throws IOException {
    try (OutputStream chunks = Files.newOutputStream(filler)) {
      for (int chunk = CHUNK; chunk > 0; ) {
        try {
          chunks.write(new byte[chunk]);
        } catch (IOException full) {
          chunk /= 2;
        }
      }
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(filler);
  }

  /** Takes it away as an unmounted disk goes: what is open stays so, and the place is empty. */
  void hide() throws IOException, InterruptedException {
    if (run("mount", "-t", "tmpfs", "-o", "ro,size=4k", "tmpfs", directory.toString()) != 0) {
      throw new IOException("nothing can be mounted over " + directory);
    }
    isHidden = true;
  }

  /** Brings it back. */
  void show() throws IOException, InterruptedException {
    if (isHidden) {
      run("umount", "--lazy", directory.toString());
      isHidden = false;
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    show();
    run("umount", "--lazy", directory.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor();
  }
}
