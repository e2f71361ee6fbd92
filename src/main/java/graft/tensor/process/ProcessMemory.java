package graft.tensor.process;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * What this process holds of the machine's memory without needing it: room in Java's heap, and what
 * the C library keeps of memory that was freed. Where a system has no word for it, nothing happens.
 */
public final class ProcessMemory {
  /** glibc's {@code M_ARENA_MAX}. */
  private static final int ARENA_MAX = -8;

  /**
   * Each arena keeps what was freed in it for itself, and glibc makes eight a processor. Tensors
   * are too large and too few for threads to wait for each other.
   */
  private static final int ARENAS = 2;

  /** Of the heap after a full collection, in percent; Java's own are 40 and 70. */
  private static final int LEAST_FREE = 10;

  private static final int MOST_FREE = 25;

  private static final Optional<MethodHandle> MALLOPT =
      function("mallopt", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final Optional<MethodHandle> TRIM = function("malloc_trim", ValueLayout.JAVA_LONG);

  private ProcessMemory() {}

  private static Optional<MethodHandle> function(String name, ValueLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(address ->
            linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments)));
  }

  /**
   * Has the process keep little of what it does not use. Options that somebody set for Java or for
   * the C library stay as they are. To be called before there are many threads.
   */
  public static void keepLittle() {
    if (System.getenv("MALLOC_ARENA_MAX") == null) {
      MALLOPT.ifPresent(mallopt -> {
        try {
          int _ = (int) mallopt.invokeExact(ARENA_MAX, ARENAS);
        } catch (Throwable impossible) {
          throw new IllegalStateException("mallopt cannot be called", impossible);
        }
      });
    }
    HotSpotDiagnosticMXBean java =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (isDefault(java, "MinHeapFreeRatio") && isDefault(java, "MaxHeapFreeRatio")) {
      java.setVMOption("MinHeapFreeRatio", Integer.toString(LEAST_FREE));
      java.setVMOption("MaxHeapFreeRatio", Integer.toString(MOST_FREE));
    }
  }

  private static boolean isDefault(HotSpotDiagnosticMXBean java, String option) {
    return java.getVMOption(option).getOrigin() == VMOption.Origin.DEFAULT;
  }

  /** Gives back what is not in use: takes a full collection, some 0.1 s. */
  public static void giveBack() {
    System.gc();
    TRIM.ifPresent(trim -> {
      try {
        int _ = (int) trim.invokeExact(0L);
      } catch (Throwable impossible) {
        throw new IllegalStateException("malloc_trim cannot be called", impossible);
      }
    });
  }
}
