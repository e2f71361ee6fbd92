package graft.api.job;

import graft.job.Job;
import graft.job.JobEvent;
import graft.spec.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Writes server-sent events as the HTML standard has them. Confined to one thread. */
final class EventWriter {
  private final PrintWriter out;
  private final JsonMapper json;
  private Optional<Progress> shown = Optional.empty();

  EventWriter(PrintWriter out, JsonMapper json) {
    this.out = out;
    this.json = json;
  }

  /** A stored event, under its id. */
  void event(JobEvent event) {
    EventView view = EventView.of(event);
    out.write("id: " + view.id() + "\n");
    write(view.type().name().toLowerCase(Locale.ROOT), view);
  }

  /** How far the job is, if that has changed; says whether it has. */
  boolean progress(Job job) {
    boolean isNew = job.progress().isPresent() && !job.progress().equals(shown);
    if (isNew) {
      shown = job.progress();
      write("progress", ProgressView.of(job, Optional.empty()));
    }
    return isNew;
  }

  /** A comment, which keeps the connection open and shows whether it is. */
  void beat() {
    out.write(":\n\n");
    out.flush();
  }

  /** Whether the client has gone away. */
  boolean isGone() {
    return out.checkError();
  }

  private void write(String type, Record data) {
    out.write("event: " + type + "\n");
    out.write("data: " + json.writeValueAsString(data) + "\n\n");
    out.flush();
  }
}
