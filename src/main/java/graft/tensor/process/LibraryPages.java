package graft.tensor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The code of native libraries that is in memory. Libtorch makes its thousands of operators known
 * when it is loaded, which reads a good part of its code for the only time.
 */
final class LibraryPages {
  /** Of Linux alone. */
  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  /**
   * A file that is mapped to be run, and not to be written: what is let go of is read from the file
   * again. One that was deleted has " (deleted)" behind its name.
   */
  private static final Pattern CODE =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) r-xp [0-9a-f]+ \\S+ [1-9]\\d* +(/\\S+)");

  private static final int DONTNEED = 4;
  private static final CFunction MADVISE =
      CFunction.of("madvise", ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);

  private LibraryPages() {}

  private record Code(long from, long to) {}

  /** Lets go of all of them; what runs again comes back from the system's cache of the file. */
  static void release() {
    if (!Files.isReadable(MAPPINGS)) {
      return;
    }
    for (Code code : code()) {
      MADVISE.call(MemorySegment.ofAddress(code.from), code.to - code.from, DONTNEED);
    }
  }

  private static List<Code> code() {
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      return lines
          .map(CODE::matcher)
          .filter(Matcher::matches)
          .map(found ->
              new Code(
                  Long.parseUnsignedLong(found.group(1), 16),
                  Long.parseUnsignedLong(found.group(2), 16)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
