package graft.job.store;

import graft.job.History;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Hears what any node has written about jobs, by PostgreSQL's {@code LISTEN}, and wakes those who
 * watch them: one connection and one thread for the whole node, from the first watch on. Between
 * notifications it compares the versions of all watched jobs in one statement from time to time,
 * for what was said while the connection was away.
 */
@Component
class JobListener implements SmartLifecycle {
  /** Where {@link JobNotifier} says which job was written about. */
  static final String CHANNEL = "graft_job";

  private static final Logger LOG = LoggerFactory.getLogger(JobListener.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final DataSource database;
  private final Map<String, Set<Runnable>> watches = new ConcurrentHashMap<>();
  private volatile boolean isRunning;
  private Optional<Thread> thread = Optional.empty();

  JobListener(DataSource database) {
    this.database = database;
  }

  /** Has {@code woken} called on the listener's thread whenever there is news of a job. */
  History.Watch watch(String job, Runnable woken) {
    listen();
    watches.compute(
        job,
        (_, known) -> {
          Set<Runnable> all = known == null ? ConcurrentHashMap.newKeySet() : known;
          all.add(woken);
          return all;
        });
    return () -> forget(job, woken);
  }

  private void forget(String job, Runnable woken) {
    watches.computeIfPresent(
        job,
        (_, known) -> {
          known.remove(woken);
          return known.isEmpty() ? null : known;
        });
  }

  private synchronized void listen() {
    if (isRunning && thread.isEmpty()) {
      thread = Optional.of(Thread.ofVirtual().name("job-listener").start(this::work));
    }
  }

  private void work() {
    try {
      while (isRunning) {
        try (Connection connection = database.getConnection()) {
          listen(connection);
        } catch (SQLException away) {
          if (isRunning) {
            LOG.warn("News of jobs come late until the database is back: {}", away.getMessage());
            Thread.sleep(PAUSE);
          }
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    execute(connection, "listen " + CHANNEL);
    try {
      PGConnection channel = connection.unwrap(PGConnection.class);
      Map<String, Long> versions = new HashMap<>();
      watches.keySet().forEach(this::wake);
      while (isRunning) {
        PGNotification[] heard = channel.getNotifications(Math.toIntExact(LOOK.toMillis()));
        for (PGNotification notification : heard) {
          wake(notification.getParameter());
        }
        if (heard.length == 0 && !watches.isEmpty()) {
          look(connection, versions);
        }
      }
    } finally {
      // The pool gives the connection to somebody who wants to hear nothing.
      execute(connection, "unlisten " + CHANNEL);
    }
  }

  /** Wakes those who watch a job whose version is not what it was, or that is gone. */
  private void look(Connection connection, Map<String, Long> versions) throws SQLException {
    Map<String, Long> now = new HashMap<>();
    Array jobs = connection.createArrayOf("text", watches.keySet().toArray());
    try (PreparedStatement statement =
        connection.prepareStatement("select id, version from job where id = any (?)")) {
      statement.setArray(1, jobs);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          now.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    for (String job : watches.keySet()) {
      if (!now.getOrDefault(job, -1L).equals(versions.get(job))) {
        wake(job);
      }
    }
    versions.clear();
    versions.putAll(now);
  }

  private void wake(String job) {
    watches.getOrDefault(job, Set.of()).forEach(Runnable::run);
  }

  private static void execute(Connection connection, String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  @Override
  public synchronized void start() {
    isRunning = true;
  }

  @Override
  public synchronized void stop() {
    isRunning = false;
    thread.ifPresent(Thread::interrupt);
    thread = Optional.empty();
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }
}
