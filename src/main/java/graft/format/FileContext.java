package graft.format;

import graft.spec.ErrorCode;
import graft.spec.Excerpt;
import graft.spec.GraftException;
import java.nio.file.Path;

/**
 * Where bytes came from, as a user may know it: states what is wrong with them.
 *
 * @param file name of the file or directory, without the path that leads there
 * @param code of every refusal: whether it is a model's or an adapter's file
 */
public record FileContext(String file, ErrorCode code) {
  /** The origin of a file that is called by the last part of its path. */
  public static FileContext of(Path path, ErrorCode code) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return new FileContext(name == null ? "directory" : name.toString(), code);
  }

  /** A file beside this one, or in this directory. */
  public FileContext with(String otherFile) {
    return new FileContext(otherFile, code);
  }

  /** A refusal of the file. */
  public GraftException fault(String fact) {
    return new GraftException(code, file + ": " + fact);
  }

  /** A refusal of one tensor in it. */
  public GraftException fault(String tensor, String fact) {
    return fault("tensor " + printable(tensor) + ": " + fact);
  }

  /** Refuses the file unless {@code holds}. */
  public void require(boolean holds, String fact) {
    if (!holds) {
      throw fault(fact);
    }
  }

  /** A name from a file, made safe to show: shortened, without control characters. */
  public static String printable(String name) {
    return Excerpt.printable(name);
  }
}
