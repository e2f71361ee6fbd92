package graft.api.job;

import graft.job.History;
import graft.job.Job;
import graft.job.JobEvent;
import graft.job.Jobs;
import graft.spec.JobId;
import graft.spec.Owner;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as they happen. Stored events have their id and are sent once each, in order; {@code
 * progress} events between them have none, since nobody needs an old one. A stream lives on its
 * request's own virtual thread, and ends when the service shuts down.
 */
@Component
class EventStreams implements SmartLifecycle, MeterBinder {
  private static final int BATCH = 500;
  private static final Duration BEAT = Duration.ofSeconds(15);

  /** How late an event that another node has written may come. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Jobs jobs;
  private final History history;
  private final JsonMapper json;
  private final Clock clock;
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean isRunning;

  EventStreams(Jobs jobs, History history, JsonMapper json, Clock clock) {
    this.jobs = jobs;
    this.history = history;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Sends the events above {@code after}, until the last one of a job that has ended or the client
   * goes away.
   */
  void follow(Owner owner, JobId id, int after, HttpServletResponse response)
      throws IOException, InterruptedException {
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(
        "X-Accel-Buffering", "no"); // Or nginx gathers events before it passes them on.
    open.incrementAndGet();
    try {
      follow(owner, id, after, new EventWriter(response.getWriter(), json));
    } finally {
      open.decrementAndGet();
    }
  }

  private void follow(Owner owner, JobId id, int after, EventWriter writer)
      throws InterruptedException {
    int sent = after;
    boolean isOver = false;
    Instant beat = Instant.MIN;
    while (!isOver && isRunning && !writer.isGone()) {
      if (!clock.instant().isBefore(beat)) {
        writer.beat();
        beat = clock.instant().plus(BEAT);
      }
      long seen = history.news();
      // The job before its events: when it has ended, they are all there.
      Job job = jobs.get(owner, id);
      List<JobEvent> events = history.eventsAfter(owner, id, sent, BATCH);
      events.forEach(writer::event);
      writer.progress(job);
      sent = events.isEmpty() ? sent : events.getLast().id().number();
      boolean hasMore = events.size() == BATCH;
      isOver = job.state().status().isTerminal() && !hasMore;
      if (!isOver && !hasMore) {
        history.awaitNews(seen, LOOK);
      }
    }
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("graft.event.streams", open::get)
        .description("Clients that follow a job's events on this node")
        .register(registry);
  }

  @Override
  public void start() {
    isRunning = true;
  }

  /** In the first phase, before the web server waits for the requests that are left. */
  @Override
  public void stop() {
    isRunning = false;
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }
}
