package graft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import graft.HandClock;
import graft.WithDatabase;
import graft.job.metric.MetricPoint;
import graft.spec.AdapterId;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.Progress;
import graft.spec.job.JobSpec;
import graft.spec.job.RunDirective;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@SpringBootTest(
    classes = JobPackage.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = "db-scheduler.enabled=false")
@WithDatabase
class JobsTest {
  private static final Placement HERE = placement("host-1");
  private static final JobSpec SPEC = Specs.spec(0, Map.of());

  @Autowired Jobs jobs;
  @Autowired Claims claims;
  @Autowired History history;
  @Autowired HandClock clock;
  @Autowired JdbcClient jdbc;

  @BeforeEach
  void empty() {
    jdbc.sql("delete from job").update();
  }

  @Test
  void aJobComesBackAsItWasSubmitted() {
    Job submitted = submit("ftjob-1", Specs.spec(3, Map.of("team", "a\0b")));

    Job read = jobs.get(Owner.LOCAL, new JobId("ftjob-1"));

    assertThat(read.ticket()).isEqualTo(submitted.ticket());
    assertThat(read.spec()).isEqualTo(Specs.spec(3, Map.of("team", "a\uFFFDb")));
    assertThat(read.state()).isEqualTo(new JobState.Queued(clock.instant()));
    assertThat(messages("ftjob-1"))
        .containsExactly(
            "Created fine-tuning job: ftjob-1",
            "Validating training file: file-train",
            "Validating validation file: file-valid",
            "Files validated, moving job to queued state");
  }

  @Test
  void higherPriorityStartsFirstAndEqualOnesInOrder() {
    submit("ftjob-1", SPEC);
    submit("ftjob-2", SPEC);
    submit("ftjob-3", Specs.spec(5, Map.of()));
    submit("ftjob-4", SPEC);
    jobs.cancel(Owner.LOCAL, new JobId("ftjob-1"));

    List<JobId> all = IntStream.rangeClosed(1, 4).mapToObj(i -> new JobId("ftjob-" + i)).toList();

    assertThat(jobs.queuePositions(Owner.LOCAL, all))
        .isEqualTo(
            Map.of(new JobId("ftjob-3"), 1, new JobId("ftjob-2"), 2, new JobId("ftjob-4"), 3));
    assertThat(jobs.queuedOfAll()).isEqualTo(3);
  }

  @Test
  void placesFarBehindAreEstimated() {
    submit("ftjob-1", SPEC);
    jdbc.sql(
            """
            insert into job (id, status, since, spec, metadata, priority, created_at)
            select 'ftjob-copy' || n, status, since, spec, metadata, priority, created_at
              from job, generate_series(2, 1700) n
            """)
        .update();
    submit("ftjob-last", SPEC);
    List<JobId> some =
        List.of(new JobId("ftjob-copy500"), new JobId("ftjob-copy1200"), new JobId("ftjob-last"));

    assertThat(jobs.queuePositions(Owner.LOCAL, some))
        .isEqualTo(Map.of(some.get(0), 500, some.get(1), 1200, some.get(2), 1701));
    assertThatThrownBy(jobs::requireRoomOfAll)
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.RATE_LIMIT_EXCEEDED, GraftException::code);
    jdbc.sql("update job set status = 'CANCELLED' where id <> 'ftjob-last'").update();
    jobs.requireRoomOfAll();
    assertThat(jobs.queuePositions(Owner.LOCAL, some)).isEqualTo(Map.of(some.get(2), 1));
  }

  @Test
  void theListIsNewestFirstAndFilteredByMetadata() {
    submit("ftjob-1", Specs.spec(0, Map.of("team", "red", "run", "1")));
    submit("ftjob-2", SPEC);
    submit("ftjob-3", Specs.spec(0, Map.of("team", "red")));

    assertThat(ids(new JobFilter.All(), Optional.empty()))
        .containsExactly("ftjob-3", "ftjob-2", "ftjob-1");
    assertThat(ids(new JobFilter.All(), Optional.of(new JobId("ftjob-3"))))
        .containsExactly("ftjob-2", "ftjob-1");
    assertThat(ids(new JobFilter.WithMetadata(Map.of("team", "red")), Optional.empty()))
        .containsExactly("ftjob-3", "ftjob-1");
    assertThat(ids(new JobFilter.WithoutMetadata(), Optional.empty())).containsExactly("ftjob-2");
    assertThatThrownBy(() -> ids(new JobFilter.All(), Optional.of(new JobId("ftjob-9"))))
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.JOB_NOT_FOUND, GraftException::code);
  }

  @Test
  void aClaimedJobRunsAndReports() {
    Claim claim = submitAndBegin("ftjob-1");
    Progress progress = new Progress(1, 2, 0.5, 0.69, 1e-3, 100, 3, 40);
    clock.advance(Duration.ofSeconds(1));

    RunDirective wish =
        claims.report(
            claim,
            new ProgressReport(
                Optional.of(progress),
                List.of(
                    new MetricPoint("loss", 1, 0.7, clock.instant()),
                    new MetricPoint("loss", 1, 0.69, clock.instant())),
                List.of(
                    EventDraft.metrics(
                        "loss", 1, "Step 1/2", Map.of("step", 1, "train_loss", 0.69)))));

    assertThat(wish).isEqualTo(RunDirective.GO_ON);
    Job job = jobs.get(Owner.LOCAL, new JobId("ftjob-1"));
    assertThat(job.progress()).contains(progress);
    assertThat(job.state())
        .isEqualTo(
            new JobState.Running(claim.job().startedAt().orElseThrow(), clock.instant(), false));
    assertThat(job.placement()).contains(HERE);
    assertThat(history.metrics(Owner.LOCAL, job.id()))
        .containsExactly(new MetricPoint("loss", 1, 0.69, clock.instant()));
    JobEvent last = history.eventsBefore(Owner.LOCAL, job.id(), Integer.MAX_VALUE, 1).getFirst();
    assertThat(last.event().data()).isEqualTo(Map.of("step", 1, "train_loss", 0.69));
  }

  @Test
  void aClaimedJobValidatesItsFilesUntilItsTrainingStarts() {
    Job job = submit("ftjob-1", SPEC);
    Claim claim = claims.begin(job.ticket(), HERE).orElseThrow();
    Instant claimed = clock.instant();

    assertThat(jobs.get(Owner.LOCAL, job.id()).state())
        .isEqualTo(new JobState.ValidatingFiles(claimed, claimed, false));
    assertThat(jobs.needing(Owner.LOCAL, new FileId("file-train"))).contains(job.id());
    clock.advance(Duration.ofSeconds(1));
    claims.start(claim, 0);

    assertThat(jobs.get(Owner.LOCAL, job.id()).state())
        .isEqualTo(new JobState.Running(clock.instant(), claimed, false));
    assertThat(messages("ftjob-1"))
        .endsWith("Validating files: a worker reads every row", "Fine-tuning job started");
  }

  @Test
  void aJobWhoseFilesAreValidatedIsLostPausedAndCancelledAsARunningOne() {
    Job lost = submit("ftjob-1", SPEC);
    Claim first = claims.begin(lost.ticket(), HERE).orElseThrow();
    claims.markLost(lost.ticket(), 3);
    assertThat(jobs.get(Owner.LOCAL, lost.id()).state()).isInstanceOf(JobState.Queued.class);
    claims.start(first, 0);
    assertThat(jobs.get(Owner.LOCAL, lost.id()).state()).isInstanceOf(JobState.Queued.class);

    Claim second = claims.begin(lost.ticket(), HERE).orElseThrow();
    jobs.pause(Owner.LOCAL, lost.id());
    assertThat(claims.report(second, nothing())).isEqualTo(RunDirective.PAUSE);
    assertThat(claims.pause(second)).isTrue();
    assertThat(jobs.get(Owner.LOCAL, lost.id()).state()).isInstanceOf(JobState.Paused.class);

    Claim third = claims.begin(jobs.resume(Owner.LOCAL, lost.id()).ticket(), HERE).orElseThrow();
    jobs.cancel(Owner.LOCAL, lost.id());
    claims.start(third, 0);
    assertThat(claims.report(third, nothing())).isEqualTo(RunDirective.CANCEL);
    assertThat(jobs.get(Owner.LOCAL, lost.id()).state()).isInstanceOf(JobState.Cancelled.class);
  }

  @Test
  void aTicketIsGoodForOneWorker() {
    Job job = submit("ftjob-1", SPEC);

    assertThat(claims.begin(job.ticket(), HERE)).isPresent();
    assertThat(claims.begin(job.ticket(), placement("host-2"))).isEmpty();
  }

  @Test
  void pauseAndResumeMakeAnOlderTicketVoid() {
    Job job = submit("ftjob-1", SPEC);

    jobs.pause(Owner.LOCAL, job.id());
    assertThat(claims.begin(job.ticket(), HERE)).isEmpty();
    Job resumed = jobs.resume(Owner.LOCAL, job.id());

    assertThat(claims.begin(job.ticket(), HERE)).isEmpty();
    assertThat(claims.begin(resumed.ticket(), HERE)).isPresent();
  }

  @Test
  void aHolderWhoseClaimIsOverChangesNothing() {
    Claim old = submitAndBegin("ftjob-1");
    claims.markLost(old.job().ticket(), 3);
    Claim current = claims.begin(old.job().ticket(), placement("host-2")).orElseThrow();
    List<String> rowsBefore = rows();

    ProgressReport late =
        new ProgressReport(
            Optional.of(new Progress(9, 9, 1, 0, 0, 0, 0, 0)),
            List.of(new MetricPoint("loss", 9, 0, clock.instant())),
            List.of(EventDraft.message("I am late")));
    assertThat(claims.report(old, late)).isEqualTo(RunDirective.LOST);
    assertThat(claims.succeed(old, result())).isFalse();
    assertThat(claims.fail(old, new Failure(ErrorCode.INTERNAL, "late", Optional.empty())))
        .isFalse();
    assertThat(claims.pause(old)).isFalse();
    assertThat(claims.requeue(old)).isFalse();

    assertThat(rows()).isEqualTo(rowsBefore);
    assertThat(current.epoch()).isGreaterThan(old.epoch());
    assertThat(claims.succeed(current, result())).isTrue();
  }

  @Test
  void cancellingTakesARunningJobFromItsHolder() {
    Claim claim = submitAndBegin("ftjob-1");

    Job cancelled = jobs.cancel(Owner.LOCAL, claim.job().id());

    assertThat(cancelled.state()).isEqualTo(new JobState.Cancelled(clock.instant()));
    assertThat(claims.report(claim, nothing())).isEqualTo(RunDirective.CANCEL);
    assertThat(claims.succeed(claim, result())).isFalse();
  }

  @Test
  void pausingARunningJobIsUpToItsHolder() {
    Claim claim = submitAndBegin("ftjob-1");

    jobs.pause(Owner.LOCAL, claim.job().id());
    assertThat(claims.report(claim, nothing())).isEqualTo(RunDirective.PAUSE);
    jobs.resume(Owner.LOCAL, claim.job().id());
    assertThat(claims.report(claim, nothing())).isEqualTo(RunDirective.GO_ON);
    jobs.pause(Owner.LOCAL, claim.job().id());
    assertThat(claims.pause(claim)).isTrue();

    assertThat(jobs.get(Owner.LOCAL, claim.job().id()).state())
        .isEqualTo(new JobState.Paused(clock.instant()));
  }

  @Test
  void aJobThatIsGivenBackHasNotBeenAttempted() {
    Claim claim = submitAndBegin("ftjob-1");
    assertThat(claim.job().attempts()).isEqualTo(1);

    assertThat(claims.requeue(claim)).isTrue();

    Job job = jobs.get(Owner.LOCAL, claim.job().id());
    assertThat(job.state()).isInstanceOf(JobState.Queued.class);
    assertThat(job.attempts()).isZero();
    assertThat(claims.begin(job.ticket(), HERE)).isPresent();
  }

  @Test
  void aJobThatComesToACheckpointOutlivesAnyNumberOfWorkers() {
    Job job = submit("ftjob-1", SPEC);
    for (int attempt = 1; attempt <= 10; attempt++) {
      Claim claim = claims.begin(job.ticket(), HERE).orElseThrow();
      claims.start(claim, 2 * attempt - 2);
      claims.checkpointed(claim, 2 * attempt, "ft:tiny:local::1:ckpt-step-" + 2 * attempt);
      assertThat(claims.markLost(job.ticket(), 3)).isTrue();
    }
    assertThat(jobs.get(Owner.LOCAL, job.id()))
        .returns(10, Job::attempts)
        .returns(JobStatus.QUEUED, left -> left.state().status());

    for (int attempt = 1; attempt <= 2; attempt++) {
      Claim claim = claims.begin(job.ticket(), HERE).orElseThrow();
      claims.start(claim, 18);
      // The same once more, after a damaged one.
      claims.checkpointed(claim, 18, "ft:tiny:local::1:ckpt-step-18");
      claims.markLost(job.ticket(), 3);
    }

    assertThat(jobs.get(Owner.LOCAL, job.id()).state()).isInstanceOf(JobState.Failed.class);
  }

  @Test
  void aJobFailsWhenItsLastWorkerIsLost() {
    Job job = submit("ftjob-1", SPEC);
    for (int attempt = 1; attempt <= 2; attempt++) {
      Claim claim = claims.begin(job.ticket(), HERE).orElseThrow();
      assertThat(claims.holds(job.id(), claim.epoch())).isTrue();
      assertThat(claims.markLost(job.ticket(), 3)).isTrue();
      assertThat(claims.holds(job.id(), claim.epoch())).isFalse();
      assertThat(claims.markLost(job.ticket(), 3)).isFalse();
      assertThat(jobs.get(Owner.LOCAL, job.id()).state()).isInstanceOf(JobState.Queued.class);
    }
    claims.begin(job.ticket(), HERE).orElseThrow();
    claims.markLost(job.ticket(), 3);

    assertThat(jobs.get(Owner.LOCAL, job.id()).state())
        .isEqualTo(
            new JobState.Failed(
                new Failure(
                    ErrorCode.LOST_WORKER,
                    "Worker host-1 was lost; 3 workers in a row were, without a new checkpoint of this job",
                    Optional.empty()),
                clock.instant()));
  }

  @Test
  void anotherAttemptTellsTheStepsThatItRepeatsOnce() {
    Claim first = submitAndBegin("ftjob-1");
    claims.report(first, steps(1, 2, 3));
    List<MetricPoint> measured = history.metrics(Owner.LOCAL, first.job().id());
    claims.markLost(first.job().ticket(), 3);

    Claim second = claims.begin(first.job().ticket(), HERE).orElseThrow();
    assertThat(second.job().progress()).isEqualTo(steps(3).progress());
    clock.advance(Duration.ofSeconds(1));
    claims.start(second, 1);
    claims.report(second, steps(2, 3, 4));

    assertThat(history.metrics(Owner.LOCAL, second.job().id()))
        .hasSize(4)
        .containsAll(measured)
        .extracting(MetricPoint::step)
        .containsExactly(1, 2, 3, 4);
    assertThat(messages("ftjob-1"))
        .filteredOn(text -> text.startsWith("Step") || text.endsWith("started"))
        .containsExactly("Fine-tuning job started", "Step 1", "Step 2", "Step 3", "Step 4");
    assertThat(numbers(second)).isEqualTo(IntStream.rangeClosed(1, 12).boxed().toList());
  }

  @Test
  void ofARepeatedStepTheLatestMeasurementCounts() {
    Claim claim = submitAndBegin("ftjob-1");
    claims.report(claim, steps(1, 2, 3));

    claims.report(
        claim,
        new ProgressReport(
            steps(2).progress(),
            List.of(new MetricPoint("loss", 2, 0.125, clock.instant())),
            List.of()));
    claims.trim(claim);

    assertThat(history.metrics(Owner.LOCAL, claim.job().id()))
        .extracting(MetricPoint::value)
        .containsExactly(1.0, 0.125);
  }

  @Test
  void anEventThatIsSaidTwiceAtOnceIsToldOnce() {
    Claim claim = submitAndBegin("ftjob-1");
    EventDraft cut = EventDraft.warning("3 rows were cut").once();

    claims.report(
        claim,
        new ProgressReport(
            Optional.empty(), List.of(), List.of(cut, EventDraft.message("between"), cut)));
    claims.report(claim, new ProgressReport(Optional.empty(), List.of(), List.of(cut)));

    assertThat(messages("ftjob-1")).endsWith("3 rows were cut", "between");
    assertThat(numbers(claim)).isEqualTo(IntStream.rangeClosed(1, 8).boxed().toList());
  }

  /** A report of these steps, each with its loss and its event. */
  private ProgressReport steps(int... steps) {
    int last = steps[steps.length - 1];
    return new ProgressReport(
        Optional.of(new Progress(last, 9, 0, 1.0 / last, 1, 1, 1, last)),
        IntStream.of(steps)
            .mapToObj(step -> new MetricPoint("loss", step, 1.0 / step, clock.instant()))
            .toList(),
        IntStream.of(steps)
            .mapToObj(
                step -> EventDraft.metrics("loss", step, "Step " + step, Map.of("step", step)))
            .toList());
  }

  @Test
  void whatIsKeptOfATrainingIsSaidWhereverItStops() {
    Claim claim = submitAndBegin("ftjob-1");
    claims.checkpointed(claim, 40, "ft:tiny:local::1:ckpt-step-40");
    claims.checkpointed(claim, 40, "ft:tiny:local::1:ckpt-step-40");
    claims.pause(claim);

    Claim second =
        claims.begin(jobs.resume(Owner.LOCAL, claim.job().id()).ticket(), HERE).orElseThrow();
    assertThat(second.job().checkpointStep()).contains(40);
    claims.requeue(second);
    Claim third = claims.begin(second.job().ticket(), HERE).orElseThrow();
    claims.markLost(third.job().ticket(), 3);
    Claim fourth = claims.begin(third.job().ticket(), HERE).orElseThrow();
    claims.start(fourth, 0);
    claims.markLost(fourth.job().ticket(), 9);

    assertThat(messages("ftjob-1"))
        .filteredOn(text -> text.contains("step") || text.contains("will"))
        .containsExactly(
            "Checkpoint created at step 40: ft:tiny:local::1:ckpt-step-40",
            "Fine-tuning job paused; it will go on after step 40",
            "The worker is shutting down; moving job to queued state, where it will go on after step 40",
            "Worker host-1 was lost; moving job to queued state, it will go on after step 40",
            "Worker host-1 was lost; moving job to queued state, it will begin again");
  }

  @Test
  void aJobThatSucceededHasItsResult() {
    Claim claim = submitAndBegin("ftjob-1");

    claims.succeed(claim, result());

    assertThat(jobs.get(Owner.LOCAL, claim.job().id()).state())
        .isEqualTo(new JobState.Succeeded(result(), clock.instant()));
    assertThat(messages("ftjob-1"))
        .endsWith(
            "Fine-tuning job started",
            "New fine-tuned model created: ft:tiny:local:spam:1",
            "The job has successfully completed");
    assertThatThrownBy(() -> jobs.cancel(Owner.LOCAL, claim.job().id()))
        .hasMessage("job ftjob-1 is succeeded and cannot become cancelled")
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.INVALID_STATE, GraftException::code);
  }

  @Test
  void eventNumbersHaveNoGapsWhoeverWrites() throws Exception {
    Claim claim = submitAndBegin("ftjob-1");
    ProgressReport three =
        new ProgressReport(
            Optional.empty(),
            List.of(),
            List.of(EventDraft.message("a"), EventDraft.message("b"), EventDraft.message("c")));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        writers.add(threads.submit(() -> claims.report(claim, three)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }

    assertThat(numbers(claim)).isEqualTo(IntStream.rangeClosed(1, 6 + 24).boxed().toList());
  }

  private List<Integer> numbers(Claim claim) {
    return history.eventsAfter(Owner.LOCAL, claim.job().id(), 0, 1000).stream()
        .map(e -> e.id().number())
        .toList();
  }

  @Test
  void whoeverIsNeededByALivingJobIsKnown() {
    Job job = submit("ftjob-1", SPEC);

    assertThat(jobs.needing(Owner.LOCAL, new FileId("file-train"))).contains(job.id());
    assertThat(jobs.needing(Owner.LOCAL, new FileId("file-valid"))).contains(job.id());
    assertThat(jobs.needing(Owner.LOCAL, new FileId("file-other"))).isEmpty();
    assertThat(jobs.needing(Owner.LOCAL, new AdapterId("adp-language"))).contains(job.id());
    assertThat(jobs.needing(Owner.LOCAL, new AdapterId("adp-other"))).isEmpty();
    assertThat(jobs.needingModelOfAll("tiny")).contains(job);
    jobs.cancel(Owner.LOCAL, job.id());
    assertThat(jobs.needing(Owner.LOCAL, new FileId("file-train"))).isEmpty();
    assertThat(jobs.needing(Owner.LOCAL, new AdapterId("adp-language"))).isEmpty();
    assertThat(jobs.needingModelOfAll("tiny")).isEmpty();
  }

  @Test
  void newsWakeWhoeverWaits() throws Exception {
    Job job = submit("ftjob-1", SPEC);
    long seen = history.news();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<?> waiter =
          threads.submit(() -> {
            history.awaitNews(seen, Duration.ofMinutes(5));
            return null;
          });
      jobs.cancel(Owner.LOCAL, job.id());
      assertThat(waiter).succeedsWithin(Duration.ofSeconds(20));
    } finally {
      threads.shutdownNow();
    }

    assertThat(history.news()).isGreaterThan(seen);
  }

  private static Placement placement(String worker) {
    return new Placement(new WorkerId(worker), new DeviceId("cpu"));
  }

  private Job submit(String id, JobSpec spec) {
    return jobs.submit(
        Owner.LOCAL,
        new NewJob(new JobId(id), spec, List.of(), Map.of("model", "ab"), Optional.empty()));
  }

  private Claim submitAndBegin(String id) {
    Claim claim = claims.begin(submit(id, SPEC).ticket(), HERE).orElseThrow();
    claims.start(claim, 0);
    return claim;
  }

  private static ProgressReport nothing() {
    return new ProgressReport(Optional.empty(), List.of(), List.of());
  }

  private static JobResult result() {
    return new JobResult(
        new AdapterId("adp-1"),
        "ft:tiny:local:spam:1",
        Optional.of("ab".repeat(32)),
        Map.of("valid_accuracy", 0.9, "steps", 2.0),
        123,
        new FileId("file-results"));
  }

  private List<String> ids(JobFilter filter, Optional<JobId> after) {
    return jobs.list(Owner.LOCAL, filter, after, 10).stream().map(job -> job.id().value()).toList();
  }

  private List<String> messages(String job) {
    return history.eventsAfter(Owner.LOCAL, new JobId(job), 0, 100).stream()
        .map(e -> e.event().message())
        .toList();
  }

  /** All that is stored about jobs, as text. */
  private List<String> rows() {
    return jdbc.sql(
            """
            select job::text from job
             union all select job_event::text from job_event
             union all select job_metric::text from job_metric
            """)
        .query(String.class)
        .list();
  }
}
