package graft.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Asks the database twice a second whether it is there, and what time it is. When it is not there,
 * every connection of the pool is broken off: what waits for it fails at once, and what comes fails
 * within the pool's own time-out.
 */
public final class DatabaseWatch implements Presence, SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);
  private static final Duration BETWEEN = Duration.ofMillis(500);

  /** A node that has no processor for so long cannot tell; then it says once too often "away". */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** First to come and last to go: work ends while somebody watches. */
  private static final int PHASE = Integer.MIN_VALUE + 1;

  private final HikariDataSource pool;
  private final PhysicalConnections connections;
  private final SharedClock clock;
  private final List<AfterClockSet> mending;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Instant awaySince;
  private @Nullable Instant lastAway;
  private boolean isRunning;
  private Optional<Thread> thread = Optional.empty();

  DatabaseWatch(
      HikariDataSource pool,
      PhysicalConnections connections,
      SharedClock clock,
      List<AfterClockSet> mending) {
    this.pool = pool;
    this.connections = connections;
    this.clock = clock;
    this.mending = List.copyOf(mending);
  }

  @Override
  public boolean isAway() {
    lock.lock();
    try {
      return awaySince != null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean wasAway(Duration lately) {
    lock.lock();
    try {
      Instant now = clock.instant();
      boolean isLately =
          lastAway != null && !lastAway.isBefore(now.minus(lately)) && !lastAway.isAfter(now);
      return awaySince != null || isLately;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void awaitReturn(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (awaySince != null && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void start() {
    lock.lock();
    try {
      isRunning = true;
    } finally {
      lock.unlock();
    }
    // Whoever starts later has the database's time from the beginning.
    @Nullable Connection first = look(null);
    thread =
        Optional.of(Thread.ofPlatform().daemon().name("database-watch").start(() -> watch(first)));
  }

  @Override
  public void stop() {
    lock.lock();
    try {
      isRunning = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.ifPresent(Thread::interrupt);
  }

  @Override
  public boolean isRunning() {
    lock.lock();
    try {
      return isRunning;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  private void watch(@Nullable Connection first) {
    @Nullable Connection own = first;
    try {
      while (isRunning()) {
        Thread.sleep(BETWEEN);
        own = look(own);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      if (own != null) {
        PhysicalConnections.abort(own);
      }
    }
  }

  /** The connection to ask on next time; null where there is none. */
  private @Nullable Connection look(@Nullable Connection own) {
    if (own != null) {
      try {
        ask(own);
        return own;
      } catch (SQLException e) {
        PhysicalConnections.abort(own);
        if (isSilence(e)) {
          isAway(e);
          return null;
        }
        // This connection broke; whether the others did is what a new one tells.
      }
    }
    try {
      Connection another = connections.open();
      try {
        ask(another);
        isBack();
        return another;
      } catch (SQLException e) {
        PhysicalConnections.abort(another);
        throw e;
      }
    } catch (SQLException e) {
      isAway(e);
      return null;
    }
  }

  private void ask(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(PATIENCE.toMillis()));
    long asked = clock.nanos();
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("select clock_timestamp()")) {
      if (answer.next()) {
        Instant told = answer.getObject(1, OffsetDateTime.class).toInstant();
        long answered = clock.nanos();
        if (clock.tell(told, asked + (answered - asked) / 2)) {
          wasSet();
          for (AfterClockSet mend : mending) {
            statement.executeUpdate(mend.statement());
          }
        }
      }
    }
  }

  /** What was written by the old time says nothing of who is alive. */
  private void wasSet() {
    LOG.warn("The database's clock was set; nobody is taken for lost until all have told the time");
    lock.lock();
    try {
      lastAway = clock.instant();
    } finally {
      lock.unlock();
    }
  }

  private static boolean isSilence(SQLException failure) {
    return failure.getCause() instanceof java.net.SocketTimeoutException;
  }

  private void isAway(SQLException failure) {
    boolean isNews;
    lock.lock();
    try {
      lastAway = clock.instant();
      isNews = awaySince == null && isRunning;
      if (isNews) {
        awaySince = lastAway;
      }
    } finally {
      lock.unlock();
    }
    if (isNews) {
      LOG.warn(
          "The database does not answer ({}): requests are answered 503 until it does, and"
              + " trainings go on",
          String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
    }
    connections.abort();
    if (pool.getHikariPoolMXBean() != null) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
  }

  private void isBack() {
    @Nullable Instant since;
    lock.lock();
    try {
      since = awaySince;
      awaySince = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (since != null) {
      LOG.info(
          "The database answers again, after {} s",
          Duration.between(since, clock.instant()).toSeconds());
    }
  }
}
