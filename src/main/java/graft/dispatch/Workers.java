package graft.dispatch;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that compute. None is ever interrupted: that does not reach native code, and breaks
 * the files and connections of a job that is about to be handed over.
 */
final class Workers extends ThreadPoolExecutor {
  private final Runnable cutOff;
  private volatile boolean isCutOff;

  /**
   * @param cutOff called when those that run are not waited for any longer
   */
  Workers(int threads, Runnable cutOff) {
    super(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        Thread.ofPlatform().name("worker-", 1).factory());
    this.cutOff = cutOff;
  }

  /** What the scheduler calls when its patience is over. */
  @Override
  public List<Runnable> shutdownNow() {
    isCutOff = true;
    cutOff.run();
    return List.of();
  }

  /** Nobody waits twice. */
  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return isCutOff ? isTerminated() : super.awaitTermination(timeout, unit);
  }
}
