package graft.api.job;

import graft.job.History;
import graft.job.Job;
import graft.job.JobEvent;
import graft.job.Jobs;
import graft.spec.GraftException;
import graft.spec.JobId;
import graft.spec.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job's events as they happen, read once for all who follow it, on a thread of its own that
 * sleeps until there is news. Safe for any thread.
 */
final class EventFeed implements AutoCloseable {
  /** The latest events that it keeps at hand; who is further behind reads for himself. */
  static final int KEPT = 200;

  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Owner owner;
  private final JobId id;
  private final Jobs jobs;
  private final History history;
  private final History.Watch watch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean isNews = true;
  private boolean isClosed;
  private Optional<State> state = Optional.empty();

  EventFeed(Owner owner, JobId id, Jobs jobs, History history) {
    this.owner = owner;
    this.id = id;
    this.jobs = jobs;
    this.history = history;
    this.watch = history.watch(owner, id, this::wake);
    var _ = Thread.ofVirtual().name("feed-" + id).start(this::work);
  }

  /**
   * What is known of the job.
   *
   * @param round raised with every reading
   * @param job empty once it is deleted
   * @param latest events without a gap, the oldest first
   */
  record State(long round, Optional<Job> job, List<JobEvent> latest) {
    /** Whether nothing happens any more after the latest event. */
    boolean isOver() {
      return job.map(one -> one.state().status().isTerminal()).orElse(true);
    }

    /** The events above a number; empty if some of them are not at hand any more. */
    Optional<List<JobEvent>> after(int number) {
      boolean isAtHand = latest.isEmpty() || latest.getFirst().id().number() <= number + 1;
      return isAtHand
          ? Optional.of(latest.stream().filter(event -> event.id().number() > number).toList())
          : Optional.empty();
    }
  }

  /** Waits for another state than that of a round, at most for some time; the latest there is. */
  Optional<State> await(long round, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!isClosed && left > 0 && state.filter(known -> known.round() > round).isEmpty()) {
        left = changed.awaitNanos(left);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    change(() -> isNews = true);
  }

  /** Ends the thread, and lets all who wait go. */
  @Override
  public void close() {
    watch.close();
    change(() -> isClosed = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (awaitNews()) {
        read();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether there is something to read; not when it is closed. */
  private boolean awaitNews() throws InterruptedException {
    lock.lock();
    try {
      while (!isNews && !isClosed) {
        changed.await();
      }
      isNews = false;
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  private void read() throws InterruptedException {
    try {
      State next = next();
      change(() -> state = Optional.of(next));
    } catch (RuntimeException unreadable) {
      LOG.warn("Events of {} could not be read: {}", id, unreadable.getMessage());
      Thread.sleep(RETRY);
      wake();
    }
  }

  private State next() {
    long round = state.map(State::round).orElse(0L) + 1;
    // The job before its events: when it has ended, they are all there.
    Optional<Job> job = job();
    List<JobEvent> before = state.map(State::latest).orElse(List.of());
    return new State(round, job, job.isEmpty() ? before : latest(before));
  }

  private Optional<Job> job() {
    try {
      return Optional.of(jobs.get(owner, id));
    } catch (GraftException deleted) {
      return Optional.empty();
    }
  }

  private List<JobEvent> latest(List<JobEvent> before) {
    if (before.isEmpty()) {
      return history.eventsBefore(owner, id, Integer.MAX_VALUE, KEPT).reversed();
    }
    List<JobEvent> all = new ArrayList<>(before);
    List<JobEvent> more;
    do {
      more = history.eventsAfter(owner, id, all.getLast().id().number(), KEPT);
      all.addAll(more);
    } while (more.size() == KEPT);
    return List.copyOf(all.subList(Math.max(0, all.size() - KEPT), all.size()));
  }
}
