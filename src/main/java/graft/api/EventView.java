package graft.api;

import graft.job.JobEvent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event of a job in OpenAI's form. */
final class EventView {
  private EventView() {}

  static Map<String, @Nullable Object> of(JobEvent event) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("object", "fine_tuning.job.event");
    view.put("id", event.id().toString());
    view.put("created_at", event.createdAt().getEpochSecond());
    view.put("level", event.event().level().name().toLowerCase(Locale.ROOT));
    view.put("type", event.event().type().name().toLowerCase(Locale.ROOT));
    view.put("message", event.event().message());
    view.put("data", event.event().data().isEmpty() ? null : event.event().data());
    return view;
  }
}
