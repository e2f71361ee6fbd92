package graft.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directories that the service is given, looked at before anything is put into them. */
public final class Directories {
  private Directories() {}

  /**
   * Makes the directory if it is not there, and tries to write into it.
   *
   * @param setting the variable that names it
   */
  public static void requireWritable(Path directory, String setting) {
    refuseFile(directory, setting);
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".writable", ""));
    } catch (FileAlreadyExistsException e) {
      throw isFile(Path.of(e.getFile()), setting, e);
    } catch (IOException | SecurityException e) {
      throw new CannotStart(
          "Graft cannot write into "
              + directory
              + ": give that directory to the user who runs Graft, or let "
              + setting
              + " name another one",
          e);
    }
  }

  /** A directory that need not be there, and need not be writable. */
  public static void refuseFile(Path directory, String setting) {
    for (Path part = directory; part != null; part = part.getParent()) {
      if (Files.exists(part)) {
        if (!Files.isDirectory(part)) {
          throw isFile(part, setting, null);
        }
        return;
      }
    }
  }

  private static CannotStart isFile(Path file, String setting, @Nullable Throwable cause) {
    return new CannotStart(
        file + " is a file, not a directory: let " + setting + " name a directory", cause);
  }
}
