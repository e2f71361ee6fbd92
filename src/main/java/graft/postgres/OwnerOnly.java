package graft.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and directories that only their owner can open, where the file system knows owners. */
final class OwnerOnly {
  private OwnerOnly() {}

  /**
   * Makes a directory, or takes one that is there back to its owner: a cluster opens the
   * directories of its volumes to a group, and PostgreSQL then refuses them.
   */
  static void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      if (permissions(directory, "rwx------").length > 0) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
    } else {
      Files.createDirectory(directory, permissions(directory, "rwx------"));
    }
  }

  /** Writes a file that is not there yet. */
  static void write(Path file, String content) throws IOException {
    Files.createFile(file, permissions(file, "rw-------"));
    Files.writeString(file, content);
  }

  private static FileAttribute<?>[] permissions(Path path, String permissions) {
    boolean knowsOwners = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return knowsOwners
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
