package graft.api.job;

import graft.job.EventDraft;
import graft.job.JobEvent;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event of a job as clients see it. */
record EventView(
    String id,
    String object,
    long createdAt,
    EventDraft.Level level,
    EventDraft.Type type,
    String message,
    Optional<Map<String, @Nullable Object>> data) {
  static EventView of(JobEvent event) {
    return new EventView(
        event.id().toString(),
        "fine_tuning.job.event",
        event.createdAt().getEpochSecond(),
        event.event().level(),
        event.event().type(),
        event.event().message(),
        Optional.of(event.event().data()).filter(data -> !data.isEmpty()));
  }
}
