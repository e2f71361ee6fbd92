package graft.catalog.model;

import graft.format.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * What was read of each directory, kept in its row for as long as the directory stays the same.
 * Reading takes as long as the weights are large, so it is done on threads of its own.
 */
@Component
class ModelMetadataCache implements AutoCloseable {
  private static final int MOST_AT_ONCE = 2;

  private final BaseModelRows rows;
  private final Clock clock;
  private final ModelCheck check;

  /** By name and fingerprint. */
  private final Map<String, CompletableFuture<BaseModelRow>> running = new ConcurrentHashMap<>();

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          MOST_AT_ONCE, Thread.ofVirtual().name("model-check-", 0).factory());

  /** Lets one thread at a time write rows: two would make the same one. */
  private final ReentrantLock writing = new ReentrantLock();

  ModelMetadataCache(BaseModelRows rows, Clock clock, ModelCheck check) {
    this.rows = rows;
    this.clock = clock;
    this.check = check;
  }

  /**
   * What is known of a directory. Where nothing is, or it has changed, reading begins.
   *
   * @param patience how long to wait for the end of it
   * @return empty if it has not come to its end
   */
  Optional<BaseModelRow> of(String name, Path directory, Duration patience) {
    String files = ModelRoot.fingerprint(directory);
    Optional<BaseModelRow> known = rows.findById(name).filter(row -> row.isOf(files));
    if (known.isPresent()) {
      return known;
    }
    CompletableFuture<BaseModelRow> reading =
        running.computeIfAbsent(
            name + "\n" + files,
            key -> CompletableFuture.supplyAsync(() -> read(key, name, directory, files), threads));
    return patience.isZero() ? Optional.empty() : await(reading, patience);
  }

  /** The row of a directory, read or not. */
  BaseModelRow row(String name) {
    writing.lock();
    try {
      return rows.findById(name)
          .orElseGet(() -> rows.save(BaseModelRow.of(name, Owner.LOCAL.value(), clock.instant())));
    } finally {
      writing.unlock();
    }
  }

  /**
   * Keeps what is known of a directory already.
   *
   * @param place brings the directory where it stays; nobody writes its row in between
   */
  void keep(String name, ModelFacts facts, Place place) throws IOException {
    writing.lock();
    try {
      Path directory = place.take();
      BaseModelRow row = row(name);
      row.read(ModelRoot.fingerprint(directory), facts);
      rows.save(row);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Keeps what is known of a model that the bucket has.
   *
   * @throws GraftException {@code NAME_TAKEN} if it has another one of this name
   */
  void keepStored(String name, ModelFacts facts, String digest) {
    writing.lock();
    try {
      BaseModelRow row = row(name);
      if (row.stored().filter(known -> !known.equals(digest)).isPresent()) {
        throw ModelRoot.taken("there is already a base model " + name + "; delete it first");
      }
      row.store(digest, facts);
      rows.save(row);
    } finally {
      writing.unlock();
    }
  }

  /** Brings a directory to its place. */
  @FunctionalInterface
  interface Place {
    Path take() throws IOException;
  }

  private static Optional<BaseModelRow> await(
      CompletableFuture<BaseModelRow> reading, Duration patience) {
    try {
      return Optional.of(reading.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e);
    }
  }

  private BaseModelRow read(String key, String name, Path directory, String files) {
    try {
      Reading found = read(name, directory, files);
      if (threads.isShutdown()) {
        throw new GraftException(ErrorCode.INVALID_STATE, "the service is being stopped");
      }
      return keep(name, found);
    } finally {
      running.remove(key);
    }
  }

  private BaseModelRow keep(String name, Reading found) {
    writing.lock();
    try {
      BaseModelRow row = row(name);
      found.into(row);
      return rows.save(row);
    } finally {
      writing.unlock();
    }
  }

  /** Facts or a fault, on their way into a row. */
  @FunctionalInterface
  private interface Reading {
    void into(BaseModelRow row);
  }

  private Reading read(String name, Path directory, String files) {
    try {
      ModelFacts facts = check.facts(directory);
      return row -> row.read(files, facts);
    } catch (GraftException refused) {
      boolean isVerdict = refused.code() == ErrorCode.INVALID_MODEL;
      String fault = String.valueOf(refused.getMessage());
      return row -> row.fail(isVerdict ? files : BaseModelRow.UNREAD, fault);
    } catch (UncheckedIOException unreadable) {
      return row -> row.fail(files, name + ": a file cannot be read");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
