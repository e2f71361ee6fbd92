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
  private final Pace pace;
  private volatile long lastTurn = System.nanoTime();
  private long tokensSoFar;

  /** Of the turn in progress; written and read on the lane alone. */
  private long tokensBeside;

  private volatile boolean isStopped;
  private volatile @Nullable FutureTask<?> waiting;

  TakingTurns(DeviceId device, Lane lane, Pace pace) {
    this.device = device;
    this.lane = lane;
    this.pace = pace;
  }

  @Override
  public DeviceId device() {
    return device;
  }

  @Override
  public int most() {
    return pace.most();
  }

  @Override
  public <T> T next(long tokens, Supplier<T> piece) {
    tokensSoFar += Math.min(tokens, Long.MAX_VALUE - tokensSoFar);
    FutureTask<T> turn = lane.put(tokensSoFar, () -> timed(tokens, piece));
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

  private <T> T timed(long tokens, Supplier<T> piece) {
    long start = System.nanoTime();
    tokensBeside = 0;
    T answer = piece.get();
    pace.note(tokens + tokensBeside, System.nanoTime() - start);
    return answer;
  }

  @Override
  public void readBeside(long tokens) {
    tokensBeside += tokens;
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
