package graft.api.job;

import graft.job.History;
import graft.job.JobEvent;
import graft.job.JobLimits;
import graft.job.Jobs;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as they happen. Stored events have their id and are sent once each, in order; {@code
 * progress} events between them have none, since nobody needs an old one. A stream lives on its
 * request's own virtual thread, which sleeps until the job's {@link EventFeed} has news, and ends
 * when the service shuts down.
 */
@Component
class EventStreams implements SmartLifecycle, MeterBinder {
  private static final int BATCH = 500;
  private static final Duration BEAT = Duration.ofSeconds(15);

  private final Jobs jobs;
  private final History history;
  private final JsonMapper json;
  private final Clock clock;
  private final JobLimits limits;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<JobId, Followed> feeds = new ConcurrentHashMap<>();
  private volatile boolean isRunning;

  EventStreams(Jobs jobs, History history, JsonMapper json, Clock clock, JobLimits limits) {
    this.jobs = jobs;
    this.history = history;
    this.json = json;
    this.clock = clock;
    this.limits = limits;
  }

  /** A job's feed, and how many follow it. */
  private record Followed(EventFeed feed, int followers) {}

  /**
   * Sends the events above {@code after}, until the last one of a job that has ended or the client
   * goes away.
   *
   * @throws GraftException {@code RATE_LIMIT_EXCEEDED} if as many are open as may be
   */
  void follow(Owner owner, JobId id, int after, HttpServletResponse response)
      throws IOException, InterruptedException {
    int streams = open.incrementAndGet();
    try {
      if (streams > limits.eventStreams()) {
        throw new GraftException(
            ErrorCode.RATE_LIMIT_EXCEEDED,
            "%d clients follow events of jobs here, and no more may; poll, or try again later"
                .formatted(limits.eventStreams()));
      }
      response.setContentType("text/event-stream;charset=UTF-8");
      response.setHeader("Cache-Control", "no-store");
      response.setHeader(
          "X-Accel-Buffering", "no"); // Or nginx gathers events before it passes them on.
      EventWriter writer = new EventWriter(response.getWriter(), json);
      EventFeed feed = join(owner, id);
      try {
        follow(new Course(owner, id, feed, writer), after);
      } finally {
        leave(id);
      }
    } finally {
      open.decrementAndGet();
    }
  }

  private EventFeed join(Owner owner, JobId id) {
    return feeds
        .compute(
            id,
            (_, known) ->
                known == null
                    ? new Followed(new EventFeed(owner, id, jobs, history), 1)
                    : new Followed(known.feed(), known.followers() + 1))
        .feed();
  }

  private void leave(JobId id) {
    feeds.computeIfPresent(
        id,
        (_, known) -> {
          if (known.followers() > 1) {
            return new Followed(known.feed(), known.followers() - 1);
          }
          known.feed().close();
          return null;
        });
  }

  private record Course(Owner owner, JobId id, EventFeed feed, EventWriter writer) {}

  private void follow(Course course, int after) throws InterruptedException {
    EventWriter writer = course.writer();
    int sent = after;
    long round = 0;
    boolean isOver = false;
    Instant beat = Instant.MIN;
    while (!isOver && isRunning && !writer.isGone()) {
      if (!clock.instant().isBefore(beat)) {
        writer.beat();
        beat = clock.instant().plus(BEAT);
      }
      Optional<EventFeed.State> now = course.feed().await(round, untilBeat(beat));
      if (now.isPresent() && now.get().round() > round) {
        round = now.get().round();
        sent = send(course, now.get(), sent);
        now.get().job().ifPresent(writer::progress);
        isOver = now.get().isOver();
      }
    }
  }

  private Duration untilBeat(Instant beat) {
    Duration left = Duration.between(clock.instant(), beat);
    return left.isPositive() ? left : Duration.ofMillis(1);
  }

  /** Sends what is not sent yet; the number of the last event. */
  private int send(Course course, EventFeed.State state, int after) {
    int sent = after;
    Optional<List<JobEvent>> rest = state.after(sent);
    while (rest.isEmpty()) {
      List<JobEvent> events = history.eventsAfter(course.owner(), course.id(), sent, BATCH);
      events.forEach(course.writer()::event);
      sent = events.isEmpty() ? sent : events.getLast().id().number();
      rest = events.isEmpty() ? Optional.of(List.of()) : state.after(sent);
    }
    List<JobEvent> latest = rest.get();
    latest.forEach(course.writer()::event);
    return latest.isEmpty() ? sent : latest.getLast().id().number();
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
    feeds.values().forEach(followed -> followed.feed().close());
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }
}
