package graft.tensor.process;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;

/**
 * What this process holds of the machine's memory without needing it: room in Java's heap, and what
 * the C library keeps of memory that was freed. Where a system has no word for it, nothing happens.
 */
public final class ProcessMemory {
  /**
   * Options of glibc: the variable of the environment that sets each, its number for {@code
   * mallopt}, and what is set here unless the variable says otherwise.
   */
  private enum Option {
    /**
     * Each arena keeps what was freed in it for itself, and glibc makes eight a processor. Tensors
     * are too large and too few for threads to wait for each other. And one arena can be as large
     * as it needs; others are pieces of 64 MiB.
     */
    ARENAS("MALLOC_ARENA_MAX", -8, 1),
    /**
     * Tensors of a step's size, which are made and freed hundreds of times a second, are not asked
     * of the system each time: its pages come one by one, and full of zeros. As large as it may be.
     */
    MAPPED_FROM("MALLOC_MMAP_THRESHOLD_", -3, 32 << 20),
    /** What was freed stays for the next step, until {@link #giveBack}. */
    TRIMMED_FROM("MALLOC_TRIM_THRESHOLD_", -1, Integer.MAX_VALUE);

    private final String variable;
    private final int number;
    private final int value;

    Option(String variable, int number, int value) {
      this.variable = variable;
      this.number = number;
      this.value = value;
    }

    void set() {
      if (System.getenv(variable) == null) {
        MALLOPT.call(number, value);
      }
    }
  }

  /** Of the heap after a full collection, in percent; Java's own are 40 and 70. */
  private static final int LEAST_FREE = 10;

  private static final int MOST_FREE = 25;

  /** Milliseconds without a collection after which one is made, beside the work. */
  private static final int IDLE = 30_000;

  /** Bytes of a buffer that a thread keeps for its next read or write of a file. */
  private static final int KEPT_BUFFER = 1 << 18;

  private static final CFunction MALLOPT =
      CFunction.of("mallopt", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final CFunction TRIM = CFunction.of("malloc_trim", ValueLayout.JAVA_LONG);

  private ProcessMemory() {}

  /**
   * Has Java keep little of what it does not use, and the C library only what a step needs again.
   * Options that somebody set for either stay as they are. To be called before there are many
   * threads.
   */
  public static void keepLittle() {
    for (Option option : Option.values()) {
      option.set();
    }
    // Java reads it with the first file; unpacking the database leaves 36 MiB with the threads
    // otherwise.
    if (System.getProperty("jdk.nio.maxCachedBufferSize") == null) {
      System.setProperty("jdk.nio.maxCachedBufferSize", Integer.toString(KEPT_BUFFER));
    }
    HotSpotDiagnosticMXBean java =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (isDefault(java, "MinHeapFreeRatio") && isDefault(java, "MaxHeapFreeRatio")) {
      java.setVMOption("MinHeapFreeRatio", Integer.toString(LEAST_FREE));
      java.setVMOption("MaxHeapFreeRatio", Integer.toString(MOST_FREE));
    }
    if (isDefault(java, "G1PeriodicGCInterval")) {
      java.setVMOption("G1PeriodicGCInterval", Integer.toString(IDLE));
    }
  }

  private static boolean isDefault(HotSpotDiagnosticMXBean java, String option) {
    return java.getVMOption(option).getOrigin() == VMOption.Origin.DEFAULT;
  }

  /** Gives back what is not in use: takes a full collection, some 0.1 s. */
  public static void giveBack() {
    System.gc();
    trim();
    LibraryPages.release();
  }

  /** Gives back what was freed outside of Java's heap: some 0.01 s. */
  public static void trim() {
    TRIM.call(0L);
  }
}
