package graft.api.job;

import graft.api.openapi.Answers;
import graft.api.web.ListView;
import graft.api.web.PageQuery;
import graft.api.web.Paged;
import graft.catalog.adapter.Checkpoints;
import graft.export.EventFile;
import graft.job.EventId;
import graft.job.History;
import graft.job.Job;
import graft.job.JobEvent;
import graft.job.Jobs;
import graft.job.metric.MetricPoint;
import graft.job.metric.MetricsTable;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.JobId;
import graft.spec.Owner;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What happened in a job. JSON is the default; another form only for a client that asks for it by
 * name, since OpenAI's clients are satisfied with anything.
 */
@RestController
@RequestMapping("/v1/fine_tuning/jobs/{id}")
@Tag(name = "Fine-tuning")
class JobHistoryController {
  private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");

  private final Jobs jobs;
  private final History history;
  private final Checkpoints checkpoints;
  private final EventStreams streams;

  JobHistoryController(Jobs jobs, History history, Checkpoints checkpoints, EventStreams streams) {
    this.jobs = jobs;
    this.history = history;
    this.checkpoints = checkpoints;
    this.streams = streams;
  }

  @GetMapping("/events")
  @Operation(
      operationId = "listFineTuningEvents",
      summary = "List a job's events, newest first, or follow them as text/event-stream")
  @Answers(alsoAs = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Nullable ListView<EventView> events(
      Owner owner,
      @PathVariable String id,
      @Paged PageQuery page,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    JobId job = jobs.get(owner, JobsController.id(id)).id();
    if (wants(request, MediaType.TEXT_EVENT_STREAM)) {
      Optional<String> last =
          Optional.ofNullable(request.getHeader("Last-Event-ID")).or(page::after);
      streams.follow(owner, job, last.map(text -> number(owner, text, job)).orElse(0), response);
      return null;
    }
    List<JobEvent> found = events(owner, job, page);
    List<EventView> shown = found.stream().limit(page.limit()).map(EventView::of).toList();
    return ListView.of(shown, found.size() > shown.size(), EventView::id);
  }

  private List<JobEvent> events(Owner owner, JobId job, PageQuery page) {
    Optional<Integer> after = page.after().map(text -> number(owner, text, job));
    return switch (page.order()) {
      case ASC -> history.eventsAfter(owner, job, after.orElse(0), page.limit() + 1);
      case DESC ->
          history.eventsBefore(owner, job, after.orElse(Integer.MAX_VALUE), page.limit() + 1);
    };
  }

  @GetMapping("/metrics")
  @Operation(
      operationId = "getFineTuningMetrics",
      summary = "Show every series that a job measured, as JSON, CSV or a TensorBoard event file")
  @Answers(
      value = SeriesView.class,
      isList = true,
      alsoAs = {"text/csv", MediaType.APPLICATION_OCTET_STREAM_VALUE})
  ResponseEntity<?> metrics(
      Owner owner,
      @PathVariable String id,
      @Parameter(
              schema =
                  @Schema(
                      description =
                          "The form of the answer; what Accept asks for when absent, else json",
                      allowableValues = {"json", "csv", "tensorboard"}))
          @RequestParam
          @Nullable String format,
      HttpServletRequest request) {
    Job job = jobs.get(owner, JobsController.id(id));
    List<MetricPoint> points = history.metrics(owner, job.id());
    return switch (MetricsForm.of(format, wants(request, CSV))) {
      case JSON ->
          ResponseEntity.ok()
              .contentType(MediaType.APPLICATION_JSON)
              .body(ListView.whole(SeriesView.of(points), SeriesView::name));
      case CSV ->
          ResponseEntity.ok()
              .contentType(CSV)
              .body(MetricsTable.csv(points).getBytes(StandardCharsets.UTF_8));
      case TENSORBOARD ->
          ResponseEntity.ok()
              .contentType(MediaType.APPLICATION_OCTET_STREAM)
              .header(
                  HttpHeaders.CONTENT_DISPOSITION,
                  "attachment; filename=\"" + EventFile.name(job) + '"')
              .body(EventFile.of(job, points));
    };
  }

  @GetMapping("/checkpoints")
  @Operation(
      operationId = "listFineTuningCheckpoints",
      summary = "List a job's checkpoints, the latest first",
      description =
          "Those of the latest steps, as many as checkpoint.keep_last says. Each is an adapter by its"
              + " id: it predicts, its weights are downloaded, and a job goes on from it.")
  ListView<CheckpointView> checkpoints(
      Owner owner, @PathVariable String id, @Paged(limit = 10, ordered = false) PageQuery page) {
    JobId job = jobs.get(owner, JobsController.id(id)).id();
    List<CheckpointView> all =
        checkpoints.ofJob(owner, job).stream().map(CheckpointView::of).toList();
    List<CheckpointView> rest = page.after().map(after -> behind(after, all, job)).orElse(all);
    List<CheckpointView> shown = rest.stream().limit(page.limit()).toList();
    return ListView.of(shown, rest.size() > shown.size(), CheckpointView::id);
  }

  private static List<CheckpointView> behind(String after, List<CheckpointView> all, JobId job) {
    List<String> ids = all.stream().map(CheckpointView::id).toList();
    if (!ids.contains(after)) {
      throw notInList("job " + job + " has no checkpoint " + after);
    }
    return all.subList(ids.indexOf(after) + 1, all.size());
  }

  /** The number of an event of this job. */
  private int number(Owner owner, String text, JobId job) {
    return EventId.read(text)
        .filter(event -> event.job().equals(job) && exists(owner, event))
        .map(EventId::number)
        .orElseThrow(() -> notInList("job " + job + " has no event " + text));
  }

  private boolean exists(Owner owner, EventId event) {
    return history.eventsAfter(owner, event.job(), event.number() - 1, 1).stream()
        .anyMatch(found -> found.id().equals(event));
  }

  private static GraftException notInList(String message) {
    return new GraftException(
        ErrorCode.MALFORMED_REQUEST, new Fault("/after", "not_in_list", message));
  }

  /** Whether another form is asked for by name; a client that takes JSON as gladly gets JSON. */
  private static boolean wants(HttpServletRequest request, MediaType form) {
    List<MediaType> accepted = MediaType.parseMediaTypes(request.getHeader(HttpHeaders.ACCEPT));
    return quality(accepted, form) > quality(accepted, MediaType.APPLICATION_JSON);
  }

  private static double quality(List<MediaType> accepted, MediaType form) {
    return accepted.stream()
        .filter(type -> type.equalsTypeAndSubtype(form))
        .mapToDouble(MediaType::getQualityValue)
        .max()
        .orElse(0);
  }
}
