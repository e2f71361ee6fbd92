package graft.dispatch;

import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lane for each device, beside its job slots: one long-lived thread and a bounded queue. The
 * caller, which is a request's own thread, waits for the answer. Safe for any thread.
 */
public final class ShortTasks implements AutoCloseable {
  private final Map<DeviceId, ThreadPoolExecutor> lanes = new LinkedHashMap<>();
  private final List<DeviceId> devices;
  private final Duration patience;

  /**
   * @param capacity tasks that may wait for each device
   * @param patience how long a caller waits
   */
  public ShortTasks(List<DeviceId> devices, int capacity, Duration patience) {
    this.devices = List.copyOf(devices);
    this.patience = patience;
    for (DeviceId device : devices) {
      lanes.put(device, lane(device, capacity));
    }
  }

  private static ThreadPoolExecutor lane(DeviceId device, int capacity) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(capacity),
        Thread.ofPlatform().name("lane-" + device).factory());
  }

  /**
   * Runs a task on a device and waits for its answer.
   *
   * @param key what the task works on: tasks with equal keys go to the same device, which then has
   *     its base model in memory already
   * @throws GraftException the task's own; {@code BUSY} if its lane is full or it takes too long
   */
  public <T> T call(String key, Function<DeviceId, T> task) {
    DeviceId device = devices.get(Math.floorMod(key.hashCode(), devices.size()));
    return await(submit(device, task), device);
  }

  /** How many tasks wait or run. */
  public int pending() {
    return lanes.values().stream()
        .mapToInt(lane -> lane.getQueue().size() + lane.getActiveCount())
        .sum();
  }

  private <T> Future<T> submit(DeviceId device, Function<DeviceId, T> task) {
    ThreadPoolExecutor lane = lanes.get(device);
    if (lane == null) {
      throw new IllegalStateException("no lane for " + device);
    }
    try {
      return lane.submit(() -> task.apply(device));
    } catch (RejectedExecutionException full) {
      throw new GraftException(
          ErrorCode.BUSY,
          device + " has " + lane.getQueue().size() + " short tasks waiting, and takes no more",
          full);
    }
  }

  private <T> T await(Future<T> answer, DeviceId device) {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw new GraftException(
          ErrorCode.BUSY, device + " did not answer within " + patience.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
      throw new GraftException(ErrorCode.BUSY, "the service is shutting down", e);
    }
  }

  private static RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case GraftException known -> known;
      case OutOfMemoryError e ->
          new GraftException(
              ErrorCode.OUT_OF_MEMORY, "the task needs more memory than there is", e);
      case null, default -> new IllegalStateException("a short task failed", cause);
    };
  }

  @Override
  public void close() {
    lanes.values().forEach(ThreadPoolExecutor::shutdownNow);
  }
}
