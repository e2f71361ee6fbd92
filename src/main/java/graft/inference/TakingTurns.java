package graft.inference;

import graft.recipe.Turns;
import graft.spec.DeviceId;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The turns of one task on a lane, until somebody stops it. */
final class TakingTurns implements Turns {
  private final DeviceId device;
  private final Lane lane;
  private volatile long lastTurn = System.nanoTime();
  private volatile boolean isStopped;
  private volatile @Nullable FutureTask<?> waiting;

  TakingTurns(DeviceId device, Lane lane) {
    this.device = device;
    this.lane = lane;
  }

  @Override
  public DeviceId device() {
    return device;
  }

  @Override
  public <T> T next(long tokens, Supplier<T> piece) {
    FutureTask<T> turn = lane.put(tokens, piece);
    waiting = turn;
    if (isStopped) {
      lane.remove(turn);
    }
    try {
      return turn.get();
    } catch (ExecutionException e) {
      throw Failures.of(e.getCause());
    } catch (InterruptedException e) {
      lane.remove(turn);
      Thread.currentThread().interrupt();
      throw new CancellationException("the service is shutting down");
    } finally {
      lastTurn = System.nanoTime();
    }
  }

  /** No turn any more after the one in progress. */
  void stop() {
    isStopped = true;
    FutureTask<?> turn = waiting;
    if (turn != null) {
      lane.remove(turn);
    }
  }

  /** For how long the task has had no turn. */
  long nanosSinceTurn() {
    return System.nanoTime() - lastTurn;
  }
}
