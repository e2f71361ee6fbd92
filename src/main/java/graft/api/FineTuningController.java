package graft.api;

import graft.api.wire.BracketedQuery;
import graft.api.wire.Created;
import graft.api.wire.JsonBody;
import graft.api.wire.ListView;
import graft.api.wire.PageQuery;
import graft.api.wire.Paged;
import graft.api.wire.PathId;
import graft.api.wire.Reading;
import graft.catalog.Adapters;
import graft.dispatch.Resolver;
import graft.dispatch.Steering;
import graft.dispatch.Submission;
import graft.job.EventId;
import graft.job.History;
import graft.job.Job;
import graft.job.JobEvent;
import graft.job.JobFilter;
import graft.job.Jobs;
import graft.job.MetricPoint;
import graft.spec.AdapterId;
import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.JobId;
import graft.spec.job.JobRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Fine-tuning jobs: OpenAI's resource, extended. */
@RestController
@RequestMapping("/v1/fine_tuning/jobs")
@Tag(name = "Fine-tuning")
class FineTuningController {
  private final Submission submission;
  private final Resolver resolver;
  private final Steering steering;
  private final Jobs jobs;
  private final History history;
  private final EventStream stream;
  private final AdapterNames names;
  private final Adapters adapters;

  FineTuningController(
      Submission submission,
      Resolver resolver,
      Steering steering,
      Jobs jobs,
      History history,
      EventStream stream,
      AdapterNames names,
      Adapters adapters) {
    this.submission = submission;
    this.resolver = resolver;
    this.steering = steering;
    this.jobs = jobs;
    this.history = history;
    this.stream = stream;
    this.names = names;
    this.adapters = adapters;
  }

  @PostMapping
  @Operation(operationId = "createFineTuningJob", summary = "Fine-tune an adapter")
  ResponseEntity<?> create(@JsonBody(JobRequest.class) Map<String, Object> body) {
    JobRequest request = read(body);
    if (request.dryRun()) {
      return ResponseEntity.ok(Codec.write(resolver.rehearse(request)));
    }
    Job job = submission.submit(request);
    return Created.at(view(job), "v1", "fine_tuning", "jobs", job.id().value());
  }

  private JobRequest read(Map<String, Object> body) {
    Faults faults = new Faults();
    Map<String, @Nullable Object> ours = OpenAiFields.translate(new LinkedHashMap<>(body), faults);
    if (ours.get("start_from") instanceof String start) {
      ours.put(
          "adapter",
          adapters
              .get(PathId.of(start, AdapterId::new, ErrorCode.ADAPTER_NOT_FOUND))
              .config()
              .json());
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return Reading.of(JobRequest.class, names.lookUp(new LinkedHashMap<>(ours)));
  }

  @GetMapping
  @Operation(operationId = "listFineTuningJobs", summary = "List jobs, newest first")
  Map<String, @Nullable Object> list(@Paged PageQuery page, HttpServletRequest request) {
    List<Job> found =
        jobs.list(filter(request), page.after().map(FineTuningController::id), page.limit() + 1);
    boolean hasMore = found.size() > page.limit();
    List<Map<String, @Nullable Object>> views =
        found.stream().limit(page.limit()).map(this::view).toList();
    return Codec.write(ListView.of(views, hasMore, view -> String.valueOf(view.get("id"))));
  }

  private static JobFilter filter(HttpServletRequest request) {
    if ("null".equals(request.getParameter("metadata"))) {
      return new JobFilter.WithoutMetadata();
    }
    Map<String, String> pairs = BracketedQuery.map(request, "metadata");
    return pairs.isEmpty() ? new JobFilter.All() : new JobFilter.WithMetadata(pairs);
  }

  @GetMapping("/{id}")
  @Operation(operationId = "getFineTuningJob", summary = "Show a job")
  Map<String, @Nullable Object> get(@PathVariable String id) {
    return view(jobs.get(id(id)));
  }

  @PostMapping("/{id}/cancel")
  @Operation(operationId = "cancelFineTuningJob", summary = "Cancel a job")
  Map<String, @Nullable Object> cancel(@PathVariable String id) {
    return view(steering.cancel(id(id)));
  }

  @PostMapping("/{id}/pause")
  @Operation(
      operationId = "pauseFineTuningJob",
      summary = "Pause a job; it starts anew when it is resumed")
  Map<String, @Nullable Object> pause(@PathVariable String id) {
    return view(steering.pause(id(id)));
  }

  @PostMapping("/{id}/resume")
  @Operation(operationId = "resumeFineTuningJob", summary = "Put a paused job back into the queue")
  Map<String, @Nullable Object> resume(@PathVariable String id) {
    return view(steering.resume(id(id)));
  }

  @GetMapping("/{id}/events")
  @Operation(
      operationId = "listFineTuningEvents",
      summary = "List a job's events, newest first; or stream them")
  Map<String, @Nullable Object> events(@PathVariable String id, @Paged PageQuery page) {
    Job job = jobs.get(id(id));
    int before = page.after().map(after -> number(after, job.id())).orElse(Integer.MAX_VALUE);
    List<JobEvent> found = history.eventsBefore(job.id(), before, page.limit() + 1);
    List<Map<String, @Nullable Object>> views =
        found.stream().limit(page.limit()).map(EventView::of).toList();
    return Codec.write(
        ListView.of(views, found.size() > page.limit(), view -> String.valueOf(view.get("id"))));
  }

  @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(hidden = true)
  SseEmitter stream(
      @PathVariable String id,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last) {
    Job job = jobs.get(id(id));
    return stream.open(job.id(), last == null || last.isEmpty() ? 0 : number(last, job.id()));
  }

  private static int number(String event, JobId job) {
    return EventId.read(event)
        .filter(id -> id.job().equals(job))
        .map(EventId::number)
        .orElseThrow(
            () -> new GraftException(ErrorCode.NOT_FOUND, "job " + job + " has no event " + event));
  }

  @GetMapping(path = "/{id}/metrics", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(operationId = "getFineTuningMetrics", summary = "Every series that a job measured")
  Map<String, Object> metrics(@PathVariable String id) {
    Map<String, List<Map<String, Object>>> series = new LinkedHashMap<>();
    for (MetricPoint point : history.metrics(jobs.get(id(id)).id())) {
      series
          .computeIfAbsent(point.name(), _ -> new ArrayList<>())
          .add(
              Map.of(
                  "step",
                  point.step(),
                  "value",
                  point.value(),
                  "created_at",
                  point.createdAt().getEpochSecond()));
    }
    List<Map<String, Object>> data = new ArrayList<>();
    series.forEach((name, points) -> data.add(Map.of("name", name, "points", points)));
    return Map.of("object", "list", "data", data);
  }

  @GetMapping(path = "/{id}/metrics", produces = "text/csv")
  @Operation(hidden = true)
  String metricsAsCsv(@PathVariable String id) {
    StringBuilder csv = new StringBuilder("name,step,value,created_at\n");
    for (MetricPoint point : history.metrics(jobs.get(id(id)).id())) {
      csv.append(point.name())
          .append(',')
          .append(point.step())
          .append(',')
          .append(point.value())
          .append(',')
          .append(point.createdAt().getEpochSecond())
          .append('\n');
    }
    return csv.toString();
  }

  @GetMapping("/{id}/checkpoints")
  @Operation(
      operationId = "listFineTuningCheckpoints",
      summary = "List a job's checkpoints; none are written yet")
  Map<String, @Nullable Object> checkpoints(
      @PathVariable String id, @Paged(limit = 10) PageQuery page) {
    jobs.get(id(id));
    return Codec.write(
        ListView.<Map<String, @Nullable Object>>whole(
            List.of(), view -> String.valueOf(view.get("id"))));
  }

  private Map<String, @Nullable Object> view(Job job) {
    return JobView.of(
        job, Optional.ofNullable(jobs.queuePositions(List.of(job.id())).get(job.id())));
  }

  private static JobId id(String text) {
    return PathId.of(text, JobId::new, ErrorCode.JOB_NOT_FOUND);
  }
}
