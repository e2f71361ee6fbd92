package graft.dispatch.slot;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Linux treat a thread as one that computes for long, which never takes the processor from
 * another because it was woken: otherwise a request waits behind a training at each of the dozens
 * of times that it goes to the database and back. Its share stays that of every other thread: with
 * a smaller one, and with longer stretches at a time, a training took an eighth longer on a machine
 * that did nothing else. Threads that it starts are treated like it; other systems do without.
 *
 * <p>{@code struct sched_attr} of {@code sched_setattr(2)}.
 */
public final class BatchThread {
  private static final Logger LOG = LoggerFactory.getLogger(BatchThread.class);
  private static final int SCHED_BATCH = 3;

  private static final MemoryLayout ATTRIBUTES =
      MemoryLayout.structLayout(
          ValueLayout.JAVA_INT.withName("size"),
          ValueLayout.JAVA_INT.withName("policy"),
          ValueLayout.JAVA_LONG.withName("flags"),
          ValueLayout.JAVA_INT.withName("nice"),
          ValueLayout.JAVA_INT.withName("priority"),
          ValueLayout.JAVA_LONG.withName("runtime"),
          ValueLayout.JAVA_LONG.withName("deadline"),
          ValueLayout.JAVA_LONG.withName("period"));

  private static final long POLICY = ATTRIBUTES.byteOffset(PathElement.groupElement("policy"));

  private static final Optional<MethodHandle> SYSCALL =
      Linker.nativeLinker()
          .defaultLookup()
          .find("syscall")
          .map(address ->
              Linker.nativeLinker()
                  .downcallHandle(
                      address,
                      FunctionDescriptor.of(
                          ValueLayout.JAVA_LONG,
                          ValueLayout.JAVA_LONG,
                          ValueLayout.JAVA_INT,
                          ValueLayout.ADDRESS,
                          ValueLayout.JAVA_INT,
                          ValueLayout.JAVA_INT),
                      Linker.Option.firstVariadicArg(1)));

  private BatchThread() {}

  /** The numbers of two system calls, which each processor has its own of. */
  private record Calls(long set, long get) {
    static Optional<Calls> ofThisMachine() {
      return System.getProperty("os.name").equals("Linux")
          ? switch (System.getProperty("os.arch")) {
            case "amd64" -> Optional.of(new Calls(314, 315));
            case "aarch64" -> Optional.of(new Calls(274, 275));
            default -> Optional.empty();
          }
          : Optional.empty();
    }
  }

  /** A task that begins by making its thread such a one. */
  public static Runnable of(Runnable task) {
    return () -> {
      begin();
      task.run();
    };
  }

  private static void begin() {
    Optional<Calls> calls = Calls.ofThisMachine();
    if (calls.isPresent() && SYSCALL.isPresent()) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment attributes = arena.allocate(ATTRIBUTES);
        boolean isKnown = call(calls.get().get(), attributes, (int) ATTRIBUTES.byteSize());
        if (isKnown) {
          attributes.set(ValueLayout.JAVA_INT, POLICY, SCHED_BATCH);
        }
        if (!isKnown || !call(calls.get().set(), attributes, 0)) {
          LOG.info("Linux does not let trainings give way to requests");
        }
      }
    }
  }

  /**
   * Of this thread; whether it was done.
   *
   * @param size of the attributes, where they are asked for
   */
  private static boolean call(long number, MemorySegment attributes, int size) {
    try {
      return (long) SYSCALL.orElseThrow().invokeExact(number, 0, attributes, size, 0) == 0;
    } catch (Throwable impossible) {
      throw new IllegalStateException("a system call cannot be made", impossible);
    }
  }
}
