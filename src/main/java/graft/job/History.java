package graft.job;

import graft.job.metric.MetricPoint;
import graft.spec.JobId;
import graft.spec.Owner;
import java.time.Duration;
import java.util.List;

/** What happened in jobs and what they measured, for readers. */
public interface History {
  /** The events with numbers below {@code before}, the newest first. */
  List<JobEvent> eventsBefore(Owner owner, JobId job, int before, int limit);

  /** The events with numbers above {@code after}, the oldest first. */
  List<JobEvent> eventsAfter(Owner owner, JobId job, int after, int limit);

  /** Every point of the latest attempt, by name and step. */
  List<MetricPoint> metrics(Owner owner, JobId job);

  /**
   * Has {@code woken} called whenever something may have been written about a job, by whichever
   * node; it must be quick.
   */
  Watch watch(Owner owner, JobId job, Runnable woken);

  /** Somebody who is told, until it is closed. */
  @FunctionalInterface
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** A count of what this node has written about jobs, to be given to {@link #awaitNews}. */
  long news();

  /**
   * Waits until this node has written more than it had when {@link #news} said {@code seen}, or
   * until the time is up; what other nodes write is only seen by looking again.
   */
  void awaitNews(long seen, Duration atMost) throws InterruptedException;
}
