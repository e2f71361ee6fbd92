package graft.catalog.model;

import graft.catalog.hub.Hub;
import graft.catalog.hub.HubSource;
import graft.format.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.IdSource;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The fetches that run on this node, each on a thread of its own. */
@Component
class Fetches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fetches.class);
  private static final int MOST = 4;
  private static final Duration BEAT = Duration.ofSeconds(2);

  /** How long a hub may send nothing. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final FetchRows rows;
  private final ModelRegistration admission;
  private final ModelCheck check;
  private final Hub hub;
  private final IdSource ids;
  private final Clock clock;
  private final Semaphore room = new Semaphore(MOST);
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService pulse =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  Fetches(
      FetchRows rows,
      ModelRegistration admission,
      ModelCheck check,
      Hub hub,
      IdSource ids,
      Clock clock) {
    this.rows = rows;
    this.admission = admission;
    this.check = check;
    this.hub = hub;
    this.ids = ids;
    this.clock = clock;
    var _ =
        pulse.scheduleWithFixedDelay(
            this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A fetch with what was last seen of it. */
  private record Running(String name, Fetch fetch, long bytes, Instant movedAt) {}

  /**
   * Begins to fetch.
   *
   * @throws GraftException {@code NAME_TAKEN}; {@code BUSY}
   */
  void start(String name, HubSource source) {
    if (!room.tryAcquire()) {
      throw new GraftException(
          ErrorCode.BUSY, MOST + " models are being fetched; try again when one of them has come");
    }
    String attempt = ids.next();
    boolean isBegun = false;
    try {
      isBegun = rows.begin(name, source, attempt);
    } finally {
      if (!isBegun) {
        room.release();
      }
    }
    if (!isBegun) {
      throw ModelRoot.taken("base model " + name + " is being fetched already");
    }
    threads.execute(() -> run(name, source, attempt));
  }

  private void run(String name, HubSource source, String attempt) {
    try (IncomingModel incoming = admission.receive()) {
      Fetch fetch = new Fetch(hub, check, source, incoming);
      running.put(attempt, new Running(name, fetch, 0, clock.instant()));
      try {
        fetch.run();
        ModelFacts facts = check.facts(incoming.directory());
        if (rows.beat(name, attempt, fetch.bytes())) {
          admission.admit(name, incoming.directory(), facts);
          rows.forget(name);
          LOG.info("Base model {} was fetched: {}", name, source);
        }
      } catch (IOException e) {
        rows.fail(name, attempt, fetch.end().orElse("the hub cannot be reached, or broke off"));
      }
    } catch (GraftException refused) {
      rows.fail(name, attempt, String.valueOf(refused.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error unexpected) {
      // Nobody waits for this thread: whatever happens to a fetch, its row says so.
      LOG.error("Base model {} could not be fetched", name, unexpected);
      rows.fail(name, attempt, "the service failed to fetch " + source);
    } finally {
      running.remove(attempt);
      room.release();
    }
  }

  /** Says of each fetch that it lives, and stops those that nobody wants, or that stand still. */
  private void beat() {
    running.forEach((attempt, seen) -> {
      try {
        beat(attempt, seen);
      } catch (RuntimeException e) {
        LOG.warn("Base model {} is being fetched, which cannot be written down", seen.name, e);
      }
    });
  }

  private void beat(String attempt, Running seen) {
    Fetch fetch = seen.fetch;
    long bytes = fetch.bytes();
    if (!rows.beat(seen.name, attempt, bytes)) {
      fetch.stop("it is not wanted any more");
    } else if (bytes > seen.bytes) {
      running.replace(attempt, seen, new Running(seen.name, fetch, bytes, clock.instant()));
    } else if (clock.instant().isAfter(seen.movedAt.plus(SILENCE))) {
      fetch.stop("the hub sent nothing for " + SILENCE.toSeconds() + " seconds");
    }
  }

  @Override
  public void close() {
    pulse.shutdownNow();
    running.values().forEach(seen -> seen.fetch.stop("the service was stopped; ask for it again"));
    threads.close();
  }
}
