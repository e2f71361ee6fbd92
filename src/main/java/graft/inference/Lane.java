package graft.inference;

import graft.spec.DeviceId;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * A device's own thread, and the pieces of work that wait for it. A task has one piece here at a
 * time, so that tasks take turns. Tasks that have read little so far go before those that have read
 * much, but not for ever: after {@value #IN_A_ROW} of the former, one of the latter has its turn.
 * Safe for any thread.
 */
final class Lane implements AutoCloseable {
  /** Tokens of a task that is done in no time. */
  private static final long SHORT = 512;

  private static final int IN_A_ROW = 8;

  private final Queue<FutureTask<?>> shorts = new ArrayDeque<>();
  private final Queue<FutureTask<?>> longs = new ArrayDeque<>();
  private final Thread thread;
  private int inARow;
  private boolean isClosed;

  Lane(DeviceId device) {
    thread = Thread.ofPlatform().name("lane-" + device).start(this::work);
  }

  /**
   * Queues a piece.
   *
   * @param tokens about how many the device has read for the task when it is done
   */
  <T> FutureTask<T> put(long tokens, Supplier<T> piece) {
    FutureTask<T> task = new FutureTask<>(piece::get);
    synchronized (this) {
      if (isClosed) {
        task.cancel(false);
      } else if (tokens <= SHORT) {
        shorts.add(task);
      } else {
        longs.add(task);
      }
      notifyAll();
    }
    return task;
  }

  /** Takes a piece back that has not begun. */
  synchronized void remove(FutureTask<?> piece) {
    piece.cancel(false);
    var _ = shorts.remove(piece) || longs.remove(piece);
  }

  private void work() {
    for (Optional<FutureTask<?>> piece = next(); piece.isPresent(); piece = next()) {
      piece.get().run();
    }
  }

  /** The next piece, once there is one; none when the lane is closed. */
  private synchronized Optional<FutureTask<?>> next() {
    try {
      while (!isClosed && shorts.isEmpty() && longs.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      isClosed = true;
    }
    if (isClosed) {
      return Optional.empty();
    }
    boolean isShortsTurn = longs.isEmpty() || (!shorts.isEmpty() && inARow < IN_A_ROW);
    inARow = isShortsTurn ? inARow + 1 : 0;
    return Optional.ofNullable(isShortsTurn ? shorts.poll() : longs.poll());
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    shorts.forEach(piece -> piece.cancel(false));
    longs.forEach(piece -> piece.cancel(false));
    shorts.clear();
    longs.clear();
    thread.interrupt();
  }
}
