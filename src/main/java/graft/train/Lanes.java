package graft.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.ParameterGradients;
import graft.tensor.Scope;
import graft.train.Lane.Pass;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Threads that compute the passes of a step at the same time: the caller's with the model itself,
 * each other one with a replica of it (data parallelism, in one process). Passes go to them in
 * turn, and their losses and gradients are added up lane by lane, so that a step has the same
 * result each time. Owns the threads until it is closed; used by one thread.
 *
 * @param <B> a batch
 */
final class Lanes<B> implements AutoCloseable {
  private final Trainable<B> trainable;
  private final NDManager manager;
  private final Lane<B> first;
  private final List<Beside<B>> others;
  private final ExecutorService threads;

  /** A replica's lane, and the gradients that come together in it. */
  private record Beside<B>(Lane<B> lane, ParameterGradients gradients) {}

  /** Must be called outside of any {@link Scope}; the watch is of the caller's own passes. */
  Lanes(Trainable<B> trainable, NDManager manager, Stopwatch watch) {
    this.trainable = trainable;
    this.manager = manager;
    first = new Lane<>(trainable, manager, watch);
    others =
        trainable.replicas().stream().map(replica -> beside(replica, watch.another())).toList();
    String name = Thread.currentThread().getName() + "-lane-";
    threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name(name, 2).factory());
  }

  private Beside<B> beside(Trainable<B> replica, Stopwatch own) {
    return new Beside<>(
        new Lane<>(replica, manager, own), new ParameterGradients(replica.parameters()));
  }

  /**
   * Adds the gradients of all passes to the parameters.
   *
   * @param share that each loss is multiplied with
   * @return the sum of the losses' shares, a 0-d tensor that belongs to the caller's scope
   * @throws RuntimeException what the first lane that failed has thrown, once none computes any
   *     more; gradients of others may be there
   */
  NDArray backward(List<Pass<B>> passes, double share) {
    if (others.isEmpty()) {
      return first.backward(passes, share);
    }
    List<CompletableFuture<NDArray>> running =
        IntStream.range(0, others.size())
            .mapToObj(i -> start(others.get(i).lane(), turn(passes, i + 1), share))
            .toList();
    NDArray total;
    try {
      total = Devices.cores().inLane(() -> first.backward(turn(passes, 0), share));
    } finally {
      running.forEach(lane -> lane.handle((_, _) -> true).join());
    }
    running.forEach(lane -> add(result(lane), total));
    others.forEach(lane -> lane.gradients().moveTo(trainable.parameters(), manager));
    return total;
  }

  /** Drops what a step that broke off has left with the replicas. */
  void forget() {
    others.forEach(lane -> lane.gradients().clear());
  }

  private CompletableFuture<NDArray> start(Lane<B> lane, List<Pass<B>> passes, double share) {
    return CompletableFuture.supplyAsync(
        () -> Devices.cores().inLane(() -> lane.backward(passes, share)), threads);
  }

  /** Passes are dealt out to the lanes one by one. */
  private List<Pass<B>> turn(List<Pass<B>> passes, int lane) {
    return IntStream.range(0, passes.size())
        .filter(i -> i % (others.size() + 1) == lane)
        .mapToObj(passes::get)
        .toList();
  }

  private static NDArray result(CompletableFuture<NDArray> lane) {
    try {
      return lane.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static void add(NDArray loss, NDArray total) {
    try (loss) {
      Gradients.off(() -> total.addi(loss));
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
