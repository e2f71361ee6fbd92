package graft.job.store;

import graft.job.JobLimits;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether another job may wait. The queue is counted when the last count is old, or when it and
 * what this node has added since reach the limit; so a submission costs no count, and several nodes
 * may go past the limit by what they add in that time. Safe for any thread.
 */
@Component
class QueueRoom {
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final JdbcClient jdbc;
  private final JobLimits limits;
  private final Clock clock;
  private long atMost;
  private Instant counted = Instant.MIN;

  QueueRoom(JdbcClient jdbc, JobLimits limits, Clock clock) {
    this.jdbc = jdbc;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Takes a place for a job that is about to be stored.
   *
   * @throws GraftException {@code RATE_LIMIT_EXCEEDED} if there is none
   */
  synchronized void take() {
    boolean isOld =
        counted.equals(Instant.MIN)
            || clock.instant().isAfter(counted.plus(FRESH))
            || clock.instant().isBefore(counted);
    if (isOld || atMost >= limits.queued()) {
      atMost = count();
      counted = clock.instant();
    }
    if (atMost >= limits.queued()) {
      throw new GraftException(
          ErrorCode.RATE_LIMIT_EXCEEDED,
          "%d jobs wait in the queue, and no more may; try again when some of them have begun"
              .formatted(limits.queued()));
    }
    atMost++;
  }

  /** No further than the limit. */
  private long count() {
    return jdbc.sql(
            """
            select count(*)
              from (select from job where status = 'QUEUED' limit :limit) waiting
            """)
        .param("limit", limits.queued())
        .query(Long.class)
        .single();
  }
}
