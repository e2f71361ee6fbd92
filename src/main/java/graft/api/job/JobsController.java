package graft.api.job;

import graft.api.openapi.Answers;
import graft.api.openapi.MapQuery;
import graft.api.query.QueryNames;
import graft.api.web.Created;
import graft.api.web.Deleted;
import graft.api.web.JsonBody;
import graft.api.web.ListView;
import graft.api.web.PageQuery;
import graft.api.web.Paged;
import graft.api.web.PathId;
import graft.dispatch.JobControl;
import graft.dispatch.Resolver;
import graft.dispatch.Submission;
import graft.inference.Client;
import graft.job.Job;
import graft.job.Jobs;
import graft.spec.ErrorCode;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.job.JobRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Fine-tuning jobs. */
@RestController
@RequestMapping("/v1/fine_tuning/jobs")
@Tag(name = "Fine-tuning")
class JobsController {
  private final JobBody bodies;
  private final Submission submission;
  private final Resolver resolver;
  private final JobControl steering;
  private final Jobs jobs;

  JobsController(
      JobBody bodies, Submission submission, Resolver resolver, JobControl steering, Jobs jobs) {
    this.bodies = bodies;
    this.submission = submission;
    this.resolver = resolver;
    this.steering = steering;
    this.jobs = jobs;
  }

  @PostMapping
  @Operation(
      operationId = "createFineTuningJob",
      summary = "Train an adapter, or with dry_run show what would happen")
  @Answers(
      value = {JobView.class, DryRunView.class},
      objects = {JobRecord.OBJECT, DryRunView.OBJECT})
  ResponseEntity<? extends Record> create(
      Owner owner,
      @JsonBody(CreateJob.class) Map<String, Object> body,
      @Parameter(hidden = true) Client client) {
    Optional<JobId> repeated = RepeatBody.read(body);
    if (repeated.isPresent()) {
      return created(submission.repeat(owner, repeated.get()));
    }
    JobRequest request = bodies.read(owner, body);
    if (request.dryRun()) {
      return ResponseEntity.ok(DryRunView.of(resolver.rehearse(owner, request, client)));
    }
    return created(submission.submit(owner, request));
  }

  private ResponseEntity<JobView> created(Job job) {
    return Created.at(view(job), "v1", "fine_tuning", "jobs", job.id().value());
  }

  @GetMapping
  @Operation(operationId = "listFineTuningJobs", summary = "List jobs, newest first")
  @QueryNames({"metadata", "metadata[]"})
  @MapQuery(
      value = "metadata",
      description =
          "Only jobs with this pair, written key=value; metadata[key]=value, as often as wanted, asks"
              + " for several; null for jobs without any")
  ListView<JobView> list(
      Owner owner, @Paged(ordered = false) PageQuery page, HttpServletRequest request) {
    Optional<JobId> after = page.after().map(JobsController::id);
    List<Job> found = jobs.list(owner, MetadataQuery.of(request), after, page.limit() + 1);
    List<Job> shown = found.subList(0, Math.min(found.size(), page.limit()));
    return ListView.of(views(shown), found.size() > shown.size(), view -> view.id().value());
  }

  @GetMapping("/{id}")
  @Operation(operationId = "getFineTuningJob", summary = "Show a job")
  JobView get(Owner owner, @PathVariable String id) {
    return view(jobs.get(owner, id(id)));
  }

  @DeleteMapping("/{id}")
  @Operation(
      operationId = "deleteFineTuningJob",
      summary =
          "Delete a job that has ended, with its events, metrics, checkpoints and result files",
      description = "The adapter that it trained stays, with job_id null.")
  Deleted delete(Owner owner, @PathVariable String id) {
    steering.delete(owner, id(id));
    return new Deleted(id, "fine_tuning.job");
  }

  @PostMapping("/{id}/cancel")
  @Operation(operationId = "cancelFineTuningJob", summary = "End a job that has not ended")
  JobView cancel(Owner owner, @PathVariable String id) {
    return view(steering.cancel(owner, id(id)));
  }

  @PostMapping("/{id}/pause")
  @Operation(
      operationId = "pauseFineTuningJob",
      summary = "Stop a job until it is resumed; it then goes on from the step that it had done")
  JobView pause(Owner owner, @PathVariable String id) {
    return view(steering.pause(owner, id(id)));
  }

  @PostMapping("/{id}/resume")
  @Operation(operationId = "resumeFineTuningJob", summary = "Put a paused job back into the queue")
  JobView resume(Owner owner, @PathVariable String id) {
    return view(steering.resume(owner, id(id)));
  }

  static JobId id(String text) {
    return PathId.of(text, JobId::new, ErrorCode.JOB_NOT_FOUND);
  }

  private JobView view(Job job) {
    return views(List.of(job)).getFirst();
  }

  private List<JobView> views(List<Job> some) {
    Map<JobId, Integer> places =
        some.isEmpty()
            ? Map.of()
            : jobs.queuePositions(some.getFirst().owner(), some.stream().map(Job::id).toList());
    return some.stream()
        .map(job -> JobView.of(job, Optional.ofNullable(places.get(job.id()))))
        .toList();
  }
}
