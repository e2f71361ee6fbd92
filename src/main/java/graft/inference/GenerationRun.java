package graft.inference;

import graft.recipe.generate.GeneratedAnswer;
import graft.recipe.generate.TextDelta;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Text that is being generated for one request. Safe for use by several threads. */
public final class GenerationRun {
  private static final Duration GLANCE = Duration.ofMillis(50);

  private final BlockingQueue<TextDelta> news = new LinkedBlockingQueue<>();
  private final CompletableFuture<List<List<GeneratedAnswer>>> answers = new CompletableFuture<>();
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private final boolean isHeard;

  /**
   * @param isHeard whether somebody reads the news
   */
  GenerationRun(boolean isHeard) {
    this.isHeard = isHeard;
  }

  void tell(TextDelta delta) {
    if (isHeard) {
      news.add(delta);
    }
  }

  void complete(List<List<GeneratedAnswer>> made) {
    answers.complete(made);
  }

  void fail(Throwable failure) {
    answers.completeExceptionally(failure);
  }

  /** Has something done as soon as it is cancelled, at once if it is already. */
  void whenCancelled(Runnable action) {
    var _ = cancelled.thenRun(action);
  }

  boolean isCancelled() {
    return cancelled.isDone();
  }

  /** Ends it before the next step. */
  public void cancel() {
    cancelled.complete(null);
  }

  /**
   * The next part of a text, when there is one; empty after the last.
   *
   * @param client when it is gone, the run is cancelled
   * @throws GraftException what the run failed with; {@code BUSY} if the client has gone
   */
  public Optional<TextDelta> next(Client client) {
    while (true) {
      boolean isOver = answers.isDone();
      Optional<TextDelta> next = poll();
      if (next.isPresent()) {
        return next;
      }
      if (isOver) {
        var _ = await(client);
        return Optional.empty();
      }
      requirePresent(client);
    }
  }

  /**
   * Waits for the end.
   *
   * @param client as above
   * @return for each prompt the answers of all branches of the setup
   * @throws GraftException as above
   */
  public List<List<GeneratedAnswer>> await(Client client) {
    while (true) {
      try {
        return answers.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        requirePresent(client);
      } catch (CancellationException e) {
        throw new GraftException(ErrorCode.BUSY, "the service is shutting down", e);
      } catch (ExecutionException e) {
        throw Failures.of(e.getCause());
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private Optional<TextDelta> poll() {
    try {
      return Optional.ofNullable(news.poll(GLANCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void requirePresent(Client client) {
    if (client.isGone()) {
      cancel();
      throw new GraftException(
          ErrorCode.BUSY, "the client closed the connection before it was answered");
    }
  }

  private GraftException interrupted(InterruptedException e) {
    cancel();
    Thread.currentThread().interrupt();
    return new GraftException(ErrorCode.BUSY, "the service is shutting down", e);
  }
}
