package graft.cli;

import graft.data.Tokenizer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Unpacks the engine's libraries into {@code DJL_CACHE_DIR}, so that no start has to. */
public record UnpackEngine() implements Command {
  @Override
  public String name() {
    return "unpack-engine";
  }

  @Override
  public String arguments() {
    return "";
  }

  @Override
  public String purpose() {
    return "unpack the engine into DJL_CACHE_DIR, as an image does when it is built";
  }

  @Override
  public int run(List<String> arguments, PrintStream out) {
    if (!arguments.isEmpty()) {
      throw new WrongUsage("unpack-engine takes no words; found '" + arguments.getFirst() + "'");
    }
    Engine.start("cpu");
    Tokenizer.loadLibrary();
    Optional.ofNullable(System.getenv("DJL_CACHE_DIR")).map(Path::of).ifPresent(UnpackEngine::open);
    out.println("The engine is unpacked");
    return 0;
  }

  /**
   * The libraries are unpacked into directories that their maker alone may enter: whoever else runs
   * the image would unpack them again, where nothing may be written.
   */
  static void open(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      all.forEach(UnpackEngine::letEverybodyRead);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void letEverybodyRead(Path path) {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      return; // Windows has no such permissions.
    }
    try {
      Set<PosixFilePermission> now = view.readAttributes().permissions();
      Set<PosixFilePermission> wanted = EnumSet.copyOf(now);
      wanted.add(PosixFilePermission.GROUP_READ);
      wanted.add(PosixFilePermission.OTHERS_READ);
      if (Files.isDirectory(path)) {
        wanted.add(PosixFilePermission.GROUP_EXECUTE);
        wanted.add(PosixFilePermission.OTHERS_EXECUTE);
      }
      if (!wanted.equals(now)) {
        view.setPermissions(wanted);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
