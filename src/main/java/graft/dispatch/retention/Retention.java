package graft.dispatch.retention;

import graft.catalog.adapter.Checkpoints;
import graft.catalog.adapter.Checkpoints.OfJob;
import graft.job.Jobs;
import graft.spec.GraftException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets go what jobs have left behind that ended long ago, a few at a time. Several nodes may do so
 * at once: what one of them has deleted the others do not find.
 */
@Component
public class Retention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration BEAT = Duration.ofMinutes(10);

  /** Jobs of a sweep. */
  private static final int BATCH = 100;

  private final RetentionSettings settings;
  private final Checkpoints checkpoints;
  private final Jobs jobs;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final ScheduledExecutorService pulse =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("retention").factory());

  public Retention(
      RetentionSettings settings,
      Checkpoints checkpoints,
      Jobs jobs,
      TransactionTemplate transaction,
      Clock clock) {
    this.settings = settings;
    this.checkpoints = checkpoints;
    this.jobs = jobs;
    this.transaction = transaction;
    this.clock = clock;
    var _ =
        pulse.scheduleWithFixedDelay(
            this::beat, BEAT.toSeconds(), BEAT.toSeconds(), TimeUnit.SECONDS);
  }

  private void beat() {
    try {
      sweep();
    } catch (RuntimeException unexpected) {
      // A database that is away is back at some later beat.
      LOG.warn("What old jobs left behind could not be deleted", unexpected);
    }
  }

  /** Deletes what is due, at most of {@value #BATCH} jobs. */
  public void sweep() {
    if (!settings.history().isZero()) {
      int forgotten = jobs.forgetHistoryOfAll(before(settings.history()), BATCH);
      if (forgotten > 0) {
        LOG.info("Deleted events and metrics of {} jobs that ended long ago", forgotten);
      }
    }
    if (!settings.checkpoints().isZero()) {
      Instant before = before(settings.checkpoints());
      checkpoints.oldOfAll(before, BATCH).forEach(of -> forget(of, before));
    }
  }

  private Instant before(Period kept) {
    return clock.instant().minus(kept);
  }

  private void forget(OfJob of, Instant before) {
    try {
      if (jobs.hasEndedOfAll(of.job(), before)) {
        transaction.executeWithoutResult(_ -> checkpoints.forget(of.owner(), of.job()));
        LOG.info("Deleted the checkpoints of {}, which ended long ago", of.job());
      }
    } catch (GraftException needed) {
      LOG.debug("Checkpoints of {} stay for now: {}", of.job(), needed.getMessage());
    }
  }

  @Override
  public void close() {
    pulse.shutdownNow();
  }
}
