package graft.inference;

import graft.generate.Generation;
import graft.generate.Generator;
import graft.generate.Prompt;
import graft.generate.Search;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A generator without a model, whose steps a test allows one by one. */
final class SteppedGenerator implements Generator {
  private static final Prompt ONE = new Prompt(new int[] {0}, Integer.MAX_VALUE);

  private final Semaphore allowed = new Semaphore(0);
  private final AtomicInteger steps = new AtomicInteger();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What it is to throw at its next step. */
  volatile RuntimeException fault;

  volatile boolean isClosed;

  private static final class Request implements Generation {
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean isCancelled;
    private int left;

    Request(int tokens) {
      left = tokens;
    }

    @Override
    public void cancel() {
      isCancelled = true;
    }

    @Override
    public CompletionStage<Void> ended() {
      return ended;
    }

    void step() {
      if (isCancelled) {
        ended.completeExceptionally(new CancellationException("nobody waits for it"));
      } else if (--left == 0) {
        ended.complete(null);
      }
    }
  }

  /** A request that takes so many steps. */
  Generation submit(int tokens) {
    Request request = new Request(tokens);
    requests.add(request);
    return request;
  }

  /** One that ends when it is cancelled. */
  Generation submit() {
    return submit(ONE.newTokens());
  }

  @Override
  public Generation submit(Prompt prompt, Search search) {
    return submit(prompt.newTokens());
  }

  /** Lets it take further steps. */
  void allow(int more) {
    allowed.release(more);
  }

  /** Steps that it has begun. */
  int steps() {
    return steps.get();
  }

  @Override
  public boolean step() {
    steps.incrementAndGet();
    allowed.acquireUninterruptibly();
    if (fault != null) {
      throw fault;
    }
    requests.forEach(Request::step);
    requests.removeIf(request -> request.ended.isDone());
    return !requests.isEmpty();
  }

  @Override
  public void close() {
    isClosed = true;
    requests.forEach(request ->
        request.ended.completeExceptionally(new CancellationException("nobody waits for it")));
    requests.clear();
  }
}
