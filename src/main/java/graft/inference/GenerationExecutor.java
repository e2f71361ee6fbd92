package graft.inference;

import graft.generate.Generation;
import graft.generate.Generator;
import graft.recipe.Decoding;
import graft.recipe.generate.GeneratedAnswer;
import graft.recipe.generate.TextDelta;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What generates text, apart from short tasks and from jobs: a {@link GenerationLane} for each
 * device, and a thread for each request, which reads its prompt and waits for its text. Bounded by
 * requests and tokens. Safe for any thread.
 */
public final class GenerationExecutor implements AutoCloseable {
  private final List<DeviceId> devices;
  private final Map<DeviceId, GenerationLane> lanes = new LinkedHashMap<>();
  private final Map<DeviceId, TokenBudget> budgets = new LinkedHashMap<>();
  private final int mostRequests;
  private final Semaphore free;
  private final ExecutorService desk =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("generate-", 0).factory());

  /** A recipe: what it does with a place to decode, telling its news. */
  public interface Work
      extends BiFunction<Decoding, Consumer<TextDelta>, List<List<GeneratedAnswer>>> {}

  public GenerationExecutor(List<DeviceId> devices, TextLimits limits) {
    this.devices = List.copyOf(devices);
    this.mostRequests = limits.requests();
    this.free = new Semaphore(mostRequests);
    for (DeviceId device : devices) {
      lanes.put(device, new GenerationLane(device));
      budgets.put(device, new TokenBudget(limits.tokens()));
    }
  }

  /**
   * Begins a request.
   *
   * @param key what it works on: equal ones go to the same device
   * @param isHeard whether somebody reads its news
   * @throws GraftException {@code RATE_LIMIT_EXCEEDED} if there are too many
   */
  public GenerationRun start(String key, boolean isHeard, Work work) {
    if (!free.tryAcquire()) {
      throw new GraftException(
          ErrorCode.RATE_LIMIT_EXCEEDED,
          "%d requests for text wait or run, and no more are taken; try again soon"
              .formatted(mostRequests));
    }
    DeviceId device = devices.get(Math.floorMod(key.hashCode(), devices.size()));
    GenerationRun run = new GenerationRun(isHeard);
    desk.execute(() -> work(device, run, work));
    return run;
  }

  /** How many requests wait or run. */
  public int pending() {
    return mostRequests - free.availablePermits();
  }

  /** How many tokens are on their way, on all devices. */
  public long tokens() {
    return budgets.values().stream().mapToLong(TokenBudget::taken).sum();
  }

  private void work(DeviceId device, GenerationRun run, Work work) {
    try (Place place = new Place(device, run)) {
      run.complete(work.apply(place, run::tell));
    } catch (RuntimeException | Error failure) {
      run.fail(failure);
    } finally {
      free.release();
    }
  }

  /** Where one request is generated. */
  private final class Place implements Decoding, AutoCloseable {
    private final DeviceId device;
    private final GenerationRun run;
    private long admitted;

    Place(DeviceId device, GenerationRun run) {
      this.device = device;
      this.run = run;
    }

    @Override
    public DeviceId device() {
      return device;
    }

    @Override
    public void admit(long tokens) {
      budget().take(tokens);
      admitted += tokens;
    }

    private TokenBudget budget() {
      return Objects.requireNonNull(budgets.get(device));
    }

    @Override
    public void run(Generator generator, List<Generation> requests) {
      GenerationLane lane = Objects.requireNonNull(lanes.get(device));
      CompletableFuture<?>[] ends =
          requests.stream()
              .map(request -> request.ended().toCompletableFuture())
              .toArray(CompletableFuture[]::new);
      CompletableFuture<Void> all = CompletableFuture.allOf(ends);
      run.whenCancelled(() -> requests.forEach(Generation::cancel));
      lane.wake(generator);
      try {
        all.get();
      } catch (ExecutionException e) {
        throw Failures.of(e.getCause());
      } catch (InterruptedException e) {
        requests.forEach(Generation::cancel);
        Thread.currentThread().interrupt();
        throw new CancellationException("the service is shutting down");
      } finally {
        lane.settle(generator);
      }
    }

    @Override
    public void close() {
      budget().giveBack(admitted);
    }
  }

  @Override
  public void close() {
    desk.shutdownNow();
    lanes.values().forEach(GenerationLane::close);
  }
}
