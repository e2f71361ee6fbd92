package graft.export;

import graft.job.Export;
import graft.job.Exports;
import graft.job.History;
import graft.job.Job;
import graft.job.Jobs;
import graft.job.metric.MetricPoint;
import graft.spec.GraftException;
import graft.spec.JobId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what jobs measure to one tool, on a thread of its own, however long the tool is away. */
public final class Exporter {
  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  /** MLflow's own limit of a batch, and enough for a file. */
  private static final int BATCH = 1_000;

  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration HOLD = Duration.ofMinutes(2);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Target target;
  private final Jobs jobs;
  private final History history;
  private final Exports exports;
  private final Clock clock;
  private final Lag lag = new Lag();
  private volatile boolean isRunning;
  private Optional<Thread> thread = Optional.empty();

  Exporter(Target target, Jobs jobs, History history, Exports exports, Clock clock) {
    this.target = target;
    this.jobs = jobs;
    this.history = history;
    this.exports = exports;
    this.clock = clock;
  }

  /** The tool: {@code mlflow}, {@code tensorboard}. */
  public Export.Sink sink() {
    return target.sink();
  }

  /** For how long the tool has not had everything; 0 where it has. */
  public double lagSeconds() {
    return lag.seconds(clock.instant());
  }

  synchronized void start() {
    isRunning = true;
    thread =
        Optional.of(
            Thread.ofVirtual()
                .name("export-" + sink().name().toLowerCase(Locale.ROOT))
                .start(this::work));
  }

  synchronized void stop() {
    isRunning = false;
    thread.ifPresent(Exporter::end);
    thread = Optional.empty();
  }

  /** What is in progress is given back, so that the next start need not wait for it. */
  private static void end(Thread thread) {
    thread.interrupt();
    try {
      var _ = thread.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isRunning() {
    return isRunning;
  }

  private void work() {
    Duration pause = FIRST_PAUSE;
    try {
      while (isRunning) {
        long seen = history.news();
        if (isDone()) {
          pause = FIRST_PAUSE;
          Thread.sleep(LOOK);
          history.awaitNews(seen, LOOK);
        } else {
          Thread.sleep(pause);
          pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the tool has everything. */
  private boolean isDone() throws InterruptedException {
    try {
      for (JobId job : exports.open(sink())) {
        export(job);
      }
      lag.caughtUp();
      return true;
    } catch (IOException | RuntimeException e) {
      lag.behind(clock.instant());
      LOG.warn("{} is behind: {}", sink(), e.getMessage());
      return false;
    }
  }

  private void export(JobId id) throws IOException, InterruptedException {
    Optional<Export> held = exports.hold(id, sink(), HOLD);
    if (held.isEmpty()) {
      return;
    }
    Course course = new Course(held.get());
    try {
      course.run(jobs.getOfAll(id));
    } catch (Target.RefusedException e) {
      LOG.warn("{} takes nothing more of {}: {}", sink(), id, e.getMessage());
      course.now = course.now.done();
    } catch (GraftException jobIsDeleted) {
      course.now = course.now.done();
    } finally {
      release(course.now);
    }
  }

  /** Also on a thread that was told to stop, where a database call would fail. */
  private void release(Export export) {
    boolean isStopped = Thread.interrupted();
    try {
      exports.release(export);
    } finally {
      if (isStopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** One visit of a job, with the cursor as far as it is true. */
  private final class Course {
    private Export now;

    Course(Export now) {
      this.now = now;
    }

    /**
     * @param job as it was before its points are read: when it has ended, they are all there
     */
    void run(Job job) throws IOException, InterruptedException {
      keep(target.begin(job, now));
      for (List<MetricPoint> points = unsent(); !points.isEmpty(); points = unsent()) {
        lag.behind(points.getFirst().createdAt());
        keep(target.send(job, now, points).with(points));
      }
      if (job.state().status().isTerminal()) {
        target.end(job, now);
        now = now.done();
      }
    }

    private List<MetricPoint> unsent() {
      return exports.unsent(now, BATCH);
    }

    private void keep(Export next) {
      now = next;
      exports.keep(now, HOLD);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
