package graft.tensor.process;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives back again and again what steps and Java's compilers have freed, for a process that holds
 * something beside which there is little room; and lets go of libraries' code that ran before. A
 * step asks for what it needs again, which costs some 0.01 s.
 */
public final class Tidying implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(2);

  /**
   * Java's heap may be that much larger than what lives in it: G1 doubles it when it is pressed.
   */
  private static final long SPARE = 24L << 20;

  /** Rounds between two full collections. */
  private static final int REST = 10;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tidying").factory());
  private int rested = REST;

  /** Starts at once, and goes on until it is closed. */
  public Tidying() {
    clock.scheduleWithFixedDelay(this::round, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    rested++;
    if (rested >= REST && spare() > SPARE) {
      System.gc();
      rested = 0;
    }
    ProcessMemory.trim();
    LibraryPages.release();
  }

  private static long spare() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return heap.getCommitted() - heap.getUsed();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
