package graft.format;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The pages of mapped files that are in memory. Java has no word to let go of some of them, the
 * system has: {@code madvise}. Where there is none, they stay until the file is unmapped.
 */
public final class MappedPages {
  /** No system has larger pages for files. */
  private static final long PAGE = 1 << 16;

  private static final int DONTNEED = 4;
  private static final Optional<MethodHandle> ADVISE =
      Linker.nativeLinker().defaultLookup().find("madvise").map(MappedPages::advise);

  private MappedPages() {}

  private static MethodHandle advise(MemorySegment function) {
    return Linker.nativeLinker()
        .downcallHandle(
            function,
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));
  }

  /**
   * Lets go of what is read for now, unless it is no mapped file: who reads it again gets it from
   * the file again.
   */
  public static void release(MemorySegment read) {
    long from = Math.ceilDiv(read.address(), PAGE) * PAGE;
    long to = Math.floorDiv(read.address() + read.byteSize(), PAGE) * PAGE;
    // Memory that no file stands behind would be lost.
    if (read.isMapped() && to > from) {
      ADVISE.ifPresent(madvise -> advise(madvise, MemorySegment.ofAddress(from), to - from));
    }
  }

  private static void advise(MethodHandle madvise, MemorySegment from, long bytes) {
    try {
      int _ = (int) madvise.invokeExact(from, bytes, DONTNEED);
    } catch (Throwable impossible) {
      throw new IllegalStateException("madvise cannot be called", impossible);
    }
  }
}
