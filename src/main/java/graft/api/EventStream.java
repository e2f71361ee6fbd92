package graft.api;

import graft.job.History;
import graft.job.Job;
import graft.job.JobEvent;
import graft.job.Jobs;
import graft.spec.Codec;
import graft.spec.JobId;
import graft.spec.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * A job's events as they happen, each stream fed by a virtual thread of its own: the events behind
 * the last one that the client saw, reports of progress between them ({@code event: progress},
 * without an id), a comment every 15 seconds, and an end after the last event of a job that ended.
 */
@Component
class EventStream {
  private static final int BATCH = 100;
  private static final Duration BEAT = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Jobs jobs;
  private final History history;

  EventStream(Jobs jobs, History history) {
    this.jobs = jobs;
    this.history = history;
  }

  SseEmitter open(JobId job, int after) {
    SseEmitter emitter = new SseEmitter(0L);
    Thread.ofVirtual().name("events-" + job).start(() -> feed(emitter, job, after));
    return emitter;
  }

  private void feed(SseEmitter emitter, JobId id, int after) {
    try {
      follow(emitter, id, after);
      emitter.complete();
    } catch (IOException | IllegalStateException gone) {
      emitter.complete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      emitter.complete();
    } catch (RuntimeException e) {
      emitter.completeWithError(e);
    }
  }

  private void follow(SseEmitter emitter, JobId id, int after)
      throws IOException, InterruptedException {
    int seen = after;
    Optional<Progress> shown = Optional.empty();
    long quiet = System.nanoTime();
    while (true) {
      long news = history.news();
      Job job = jobs.get(id);
      List<JobEvent> events = history.eventsAfter(id, seen, BATCH);
      for (JobEvent event : events) {
        emitter.send(
            SseEmitter.event()
                .id(event.id().toString())
                .name("event")
                .data(json(EventView.of(event)), MediaType.TEXT_PLAIN));
        seen = event.id().number();
      }
      if (!job.progress().equals(shown) && job.progress().isPresent()) {
        shown = job.progress();
        emitter.send(
            SseEmitter.event()
                .name("progress")
                .data(json(Codec.write(shown.get())), MediaType.TEXT_PLAIN));
      } else if (events.isEmpty() && job.state().status().isTerminal()) {
        return;
      } else if (events.isEmpty() && System.nanoTime() - quiet > BEAT.toNanos()) {
        emitter.send(SseEmitter.event().comment("beat"));
        quiet = System.nanoTime();
      }
      if (events.isEmpty()) {
        history.awaitNews(news, LOOK);
      }
    }
  }

  private static String json(Object value) {
    return JsonMapper.shared().writeValueAsString(Codec.toJson(value));
  }
}
