package graft.job.store;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Says that something was written: to those on this node who wait for anything, and to every node
 * about which job. Safe for any thread.
 */
@Component
class JobNotifier {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private final JdbcClient jdbc;
  private long rings;

  JobNotifier(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** {@link #ringAfterCommit()}, and tells every {@link JobListener} of the job then. */
  void ringAfterCommit(String job) {
    jdbc.sql("select pg_notify(:channel, :job)")
        .param("channel", JobListener.CHANNEL)
        .param("job", job)
        .query((_, _) -> job)
        .single();
    ringAfterCommit();
  }

  /** Rings once the caller's transaction is committed; what it wrote is visible then. */
  void ringAfterCommit() {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            ring();
          }
        });
  }

  /** How often it has rung. */
  long rings() {
    lock.lock();
    try {
      return rings;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it has rung more often than {@code seen}, or the time is up. */
  void await(long seen, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (rings <= seen && left > 0) {
        left = rung.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void ring() {
    lock.lock();
    try {
      rings++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
