package graft.inference;

import graft.generate.Generator;
import graft.spec.DeviceId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's own thread for generating text, apart from its {@link Lane}: each generator that has
 * work takes one step at a time, in turns. Safe for any thread.
 */
final class GenerationLane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationLane.class);

  private final Deque<Generator> busy = new ArrayDeque<>();
  private final Thread thread;
  private @Nullable Generator stepping;
  private long steps;
  private boolean isClosed;

  GenerationLane(DeviceId device) {
    thread = Thread.ofPlatform().name("generation-" + device).start(this::work);
  }

  /** Has a generator take steps for as long as it has work. */
  synchronized void wake(Generator generator) {
    if (isClosed) {
      throw new CancellationException("the service is shutting down");
    }
    if (!busy.contains(generator)) {
      busy.add(generator);
    }
    notifyAll();
  }

  /**
   * Waits until the step in progress is over, if it is this generator's: whoever has no request in
   * it any more may close it then.
   */
  synchronized void settle(Generator generator) {
    long current = steps;
    boolean isInterrupted = false;
    while (stepping == generator && steps == current) {
      try {
        wait();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    for (Generator next = next(); next != null; next = next()) {
      boolean hasMore = step(next);
      synchronized (this) {
        stepping = null;
        steps++;
        if (hasMore && !busy.contains(next)) {
          busy.add(next);
        }
        notifyAll();
      }
    }
  }

  /** What goes wrong with requests ends these; a generator that throws all the same is closed. */
  private boolean step(Generator generator) {
    try {
      return generator.step();
    } catch (RuntimeException | Error e) {
      LOG.error("A generator failed", e);
      generator.close();
      return false;
    }
  }

  private synchronized @Nullable Generator next() {
    try {
      while (!isClosed && busy.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      isClosed = true;
    }
    stepping = isClosed ? null : busy.poll();
    return stepping;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    busy.clear();
    notifyAll();
  }
}
