package graft.inference;

import graft.recipe.Turns;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What computes for a request, beside the job slots: a {@link Lane} for each device, threads that
 * prepare what goes there, and others for checks that need no device at all, so that these wait for
 * nothing on one. The caller, which is a request's own thread, waits for the answer. Safe for any
 * thread.
 */
public final class DeviceExecutor implements AutoCloseable {
  /** How often a waiting caller looks whether its client is there. */
  private static final Duration GLANCE = Duration.ofMillis(200);

  private static final int CHECKS = 2;
  private static final int WAITING_CHECKS = 256;

  private final Map<DeviceId, Place> places = new LinkedHashMap<>();
  private final List<DeviceId> devices;
  private final int capacity;
  private final Duration patience;
  private final ExecutorService desk =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("task-", 0).factory());
  private final ThreadPoolExecutor checks =
      new ThreadPoolExecutor(
          CHECKS,
          CHECKS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING_CHECKS),
          Thread.ofPlatform().name("check-", 0).factory());

  /**
   * A device with the tasks that it takes at a time.
   *
   * @param paces of what tasks work on, by their keys
   */
  private record Place(
      DeviceId device, Lane lane, Semaphore free, ConcurrentMap<String, Pace> paces) {
    TakingTurns turns(String key) {
      return new TakingTurns(device, lane, paces.computeIfAbsent(key, _ -> new Pace()));
    }
  }

  /**
   * @param capacity tasks that may wait for each device
   * @param patience how long a caller waits for a task that has no turn
   */
  public DeviceExecutor(List<DeviceId> devices, int capacity, Duration patience) {
    this.devices = List.copyOf(devices);
    this.capacity = capacity;
    this.patience = patience;
    for (DeviceId device : devices) {
      places.put(
          device,
          new Place(
              device, new Lane(device), new Semaphore(capacity + 1), new ConcurrentHashMap<>()));
    }
  }

  /**
   * Runs a task on a device in one piece, and waits for its answer.
   *
   * @param key what the task works on: tasks with equal keys go to the same device, which then has
   *     its base model in memory already
   * @throws GraftException the task's own; {@code BUSY} if the device has too many tasks or does
   *     not get to it
   */
  public <T> T call(String key, Function<DeviceId, T> task) {
    return inTurns(
        key, Client.PATIENT, turns -> turns.next(Long.MAX_VALUE, () -> task.apply(turns.device())));
  }

  /**
   * Runs a task that takes turns on a device with others, and waits for its answer. What it does
   * between its turns, it does on a thread of its own.
   *
   * @param key as above
   * @param client when it is gone, the task has no further turn
   * @throws GraftException the task's own; {@code BUSY} as above
   */
  public <T> T inTurns(String key, Client client, Function<Turns, T> task) {
    Place place = place(key);
    if (!place.free().tryAcquire()) {
      throw new GraftException(
          ErrorCode.BUSY,
          "%s has %d tasks, and takes no more".formatted(place.device(), capacity + 1));
    }
    TakingTurns turns = place.turns(key);
    FutureTask<T> answer =
        new FutureTask<>(() -> {
          try {
            return task.apply(turns);
          } finally {
            place.free().release();
          }
        });
    desk.execute(answer);
    return await(answer, turns, client);
  }

  /**
   * Runs what needs no device, beside everything that waits for one.
   *
   * @throws GraftException the check's own; {@code BUSY} if too many wait
   */
  public <T> T check(Supplier<T> check) {
    try {
      return checks.submit(check::get).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw Failures.of(e.getCause());
    } catch (RejectedExecutionException | TimeoutException e) {
      throw new GraftException(ErrorCode.BUSY, "too many requests are being checked", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Turns on the device that has what a key names; for a thread of the caller's own. */
  Turns turns(String key) {
    return place(key).turns(key);
  }

  /** Where tasks with this key go. */
  public DeviceId device(String key) {
    return place(key).device();
  }

  /** How many tasks wait or run. */
  public int pending() {
    return places.values().stream()
        .mapToInt(place -> capacity + 1 - place.free().availablePermits())
        .sum();
  }

  private Place place(String key) {
    DeviceId device = devices.get(Math.floorMod(key.hashCode(), devices.size()));
    Place place = places.get(device);
    if (place == null) {
      throw new IllegalStateException("no lane for " + device);
    }
    return place;
  }

  private <T> T await(Future<T> answer, TakingTurns turns, Client client) {
    long glance = Math.min(GLANCE.toNanos(), patience.toNanos());
    while (true) {
      try {
        return answer.get(glance, TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof CancellationException
            ? new GraftException(ErrorCode.BUSY, "the service is shutting down", e)
            : Failures.of(e.getCause());
      } catch (TimeoutException e) {
        if (client.isGone()) {
          turns.stop();
          throw new GraftException(
              ErrorCode.BUSY, "the client closed the connection before it was answered", e);
        }
        if (turns.nanosSinceTurn() >= patience.toNanos()) {
          turns.stop();
          throw new GraftException(
              ErrorCode.BUSY,
              "%s did not answer within %d s".formatted(turns.device(), patience.toSeconds()),
              e);
        }
      } catch (InterruptedException e) {
        turns.stop();
        throw interrupted(e);
      }
    }
  }

  private static GraftException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new GraftException(ErrorCode.BUSY, "the service is shutting down", e);
  }

  @Override
  public void close() {
    places.values().forEach(place -> place.lane().close());
    checks.shutdownNow();
    desk.shutdownNow();
  }
}
