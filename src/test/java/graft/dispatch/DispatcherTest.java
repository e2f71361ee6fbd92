package graft.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.stats.StatsRegistry;
import graft.HandClock;
import graft.WithDatabase;
import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.Checkpoints;
import graft.catalog.evaluation.Evaluations;
import graft.catalog.file.DataFile;
import graft.catalog.file.DataFiles;
import graft.catalog.file.FilePurpose;
import graft.catalog.file.Upload;
import graft.catalog.storage.Blobs;
import graft.catalog.storage.StorageLayout;
import graft.database.Presence;
import graft.dispatch.retention.Retention;
import graft.dispatch.retention.RetentionSettings;
import graft.inference.ArtifactLocator;
import graft.job.Claim;
import graft.job.Claims;
import graft.job.Failure;
import graft.job.History;
import graft.job.Job;
import graft.job.JobResult;
import graft.job.JobState;
import graft.job.Jobs;
import graft.job.Placement;
import graft.job.ProgressReport;
import graft.job.Ticket;
import graft.job.WorkerId;
import graft.job.metric.MetricPoint;
import graft.recipe.AdapterFacts;
import graft.recipe.CheckpointSource;
import graft.recipe.CheckpointStore;
import graft.recipe.Outcome;
import graft.recipe.Run;
import graft.spec.Codec;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.job.JobRequest;
import graft.spec.job.RunDirective;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.FileSystemUtils;

@SpringBootTest(classes = DispatchPackage.class, webEnvironment = WebEnvironment.NONE)
@WithDatabase
class DispatcherTest {
  @Autowired DispatchPackage.Nodes nodes;
  @Autowired ScriptedRecipes recipes;
  @Autowired Submission submission;
  @Autowired JobQueue queue;
  @Autowired TransactionTemplate transaction;
  @Autowired Jobs jobs;
  @Autowired Claims claims;
  @Autowired History history;
  @Autowired Adapters adapters;
  @Autowired Checkpoints checkpoints;
  @Autowired Blobs blobs;
  @Autowired Evaluations evaluations;
  @Autowired DataFiles files;
  @Autowired StorageLayout layout;
  @Autowired JdbcClient jdbc;
  @Autowired JobCheckpoints.Keeping keeping;
  @Autowired ArtifactLocator sources;
  @Autowired ResultPublisher publication;

  private final List<Dispatcher> started = new ArrayList<>();
  private FileId data;

  @BeforeEach
  void prepare() throws IOException {
    jdbc.sql("delete from job").update();
    jdbc.sql("delete from scheduled_tasks").update();
    recipes.trainWith(ScriptedRecipes::train);
    data = upload("text,label\ncheap pills,spam\nsee you,ham\n");
  }

  @AfterEach
  void stopNodes() {
    started.forEach(Dispatcher::stop);
  }

  @Test
  void aNodeIsMadeWhileTheDatabaseDoesNotAnswer() {
    DispatchSettings settings =
        new DispatchSettings(
            new WorkerId("early"),
            true,
            1,
            layout.data().resolve("runs"),
            4,
            Duration.ofSeconds(30),
            new DispatchSettings.Timing(
                Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofSeconds(20)));
    JobRunner runner =
        new JobRunner(
            settings, keeping, sources, recipes, publication, new Signals(), WorkWatch.NONE);
    DataSource away =
        new AbstractDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            throw new SQLTransientConnectionException("nobody answers");
          }

          @Override
          public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
          }
        };

    Dispatcher node =
        new Dispatcher(
            settings,
            List.of(new DeviceId("cpu")),
            away,
            Presence.ALWAYS,
            runner,
            StatsRegistry.NOOP,
            Clock.systemUTC());

    assertThat(node.isRunning()).isFalse();
  }

  @Test
  void aJobBecomesAnAdapterAndAResultFile() throws IOException {
    Job job = submit(0);
    node("one", 1);

    JobResult result = awaitSuccess(job.id());

    AdapterEntry adapter = adapters.get(Owner.LOCAL, result.adapter());
    assertThat(adapter.name()).isEqualTo(result.modelName()).startsWith("ft:tiny:local:spam:");
    assertThat(adapter.job()).contains(job.id());
    assertThat(adapter.directory().resolve("manifest.json")).exists();
    assertThat(result.metrics()).isEqualTo(Map.of("valid_accuracy", 0.75));
    assertThat(result.trainedTokens()).isEqualTo(300);
    DataFile metrics = files.get(Owner.LOCAL, result.resultFile());
    assertThat(metrics.purpose()).isEqualTo(FilePurpose.FINE_TUNE_RESULTS);
    assertThat(Files.readAllLines(metrics.path()))
        .containsExactly(
            "step,train_loss,learning_rate,valid_accuracy",
            "1,1.0,0.001,",
            "2,0.5,0.001,",
            "3,0.3333333333333333,0.001,0.75");
    assertThat(messages(job.id()))
        .endsWith(
            "Validating files: a worker reads every row",
            "Fine-tuning job started",
            "Training begins: 3 steps on cpu",
            "Step 1/3: training loss=1.000",
            "Step 2/3: training loss=0.5000",
            "Step 3/3: training loss=0.3333",
            "Step 3/3: valid accuracy=0.7500",
            "New fine-tuned model created: " + adapter.name(),
            "The job has successfully completed");
    await().untilAsserted(() -> assertThat(leftovers()).isEmpty());
  }

  @Test
  void twoNodesShareAHundredJobsAndNoneRunsTwice() {
    Queue<String> runs = new ConcurrentLinkedQueue<>();
    recipes.trainWith((spec, run) -> {
      runs.add(spec.job().metadata().get("number"));
      return ScriptedRecipes.train(spec, run);
    });
    List<Job> submitted = IntStream.range(0, 100).mapToObj(this::submitNumbered).toList();

    node("one", 2);
    node("two", 2);

    await().atMost(Duration.ofMinutes(2)).until(() -> executions() == 0);
    assertThat(runs).hasSize(100).doesNotHaveDuplicates();
    List<Job> done = submitted.stream().map(job -> jobs.get(Owner.LOCAL, job.id())).toList();
    assertThat(done)
        .allSatisfy(job -> {
          assertThat(job.state()).isInstanceOf(JobState.Succeeded.class);
          assertThat(job.attempts()).isEqualTo(1);
        });
    assertThat(done)
        .extracting(job -> job.placement().orElseThrow().worker().value())
        .contains("one", "two");
  }

  @Test
  void aLostWorkersJobRunsAgainAndItsOldHolderWritesNothing() {
    Job job = submit(0);
    Claim lost =
        claims
            .begin(job.ticket(), new Placement(new WorkerId("dead"), DispatchPackage.CPU))
            .orElseThrow();
    jdbc.sql(
            """
            update scheduled_tasks
               set picked = true, picked_by = 'dead', last_heartbeat = now() - interval '1 hour'
            """)
        .update();

    node("alive", 1);

    JobResult result = awaitSuccess(job.id());
    assertThat(claims.report(lost, new ProgressReport(Optional.empty(), List.of(), List.of())))
        .isEqualTo(RunDirective.LOST);
    assertThat(claims.succeed(lost, result)).isFalse();
    assertThat(jobs.get(Owner.LOCAL, job.id()).attempts()).isEqualTo(2);
    assertThat(messages(job.id()))
        .contains("Worker dead was lost; moving job to queued state, it will begin again");
  }

  @Test
  void aJobThatIsTakenAwayLeavesNoAdapterBehind() {
    Job job = submit(0);
    recipes.trainWith((_, run) -> {
      claims.markLost(job.ticket(), 1);
      return ScriptedRecipes.finish(run);
    });
    int before = adapters.all(Owner.LOCAL).size();

    node("one", 1);

    await().untilAsserted(() -> assertThat(executions()).isZero());
    assertThat(jobs.get(Owner.LOCAL, job.id()).state())
        .isInstanceOfSatisfying(
            JobState.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.LOST_WORKER));
    assertThat(adapters.all(Owner.LOCAL)).hasSize(before);
    assertThat(layout.data().resolve("adapters").toFile().list()).hasSize(before);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void cancelTakesEffectAfterTheStepInProgress() throws InterruptedException {
    Signals signals = new Signals();
    JobControl steering = steering(signals);
    CountDownLatch inFirstStep = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    AtomicInteger steps = new AtomicInteger();
    recipes.trainWith((_, run) -> {
      run.started(ScriptedRecipes.beginning(1000));
      RunDirective wish = RunDirective.GO_ON;
      while (wish == RunDirective.GO_ON) {
        inFirstStep.countDown();
        awaitLatch(cancelled);
        wish = run.afterStep(ScriptedRecipes.progress(steps.incrementAndGet()));
      }
      return new Outcome.Stopped(wish, steps.get());
    });
    Job job = submit(0);
    started.add(nodes.start("one", 1, signals));

    inFirstStep.await();
    Job answer = steering.cancel(Owner.LOCAL, job.id());
    cancelled.countDown();

    assertThat(answer.state()).isInstanceOf(JobState.Cancelled.class);
    await().untilAsserted(() -> assertThat(executions()).isZero());
    assertThat(steps).hasValue(1);
    assertThat(messages(job.id())).endsWith("Fine-tuning job cancelled");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aPausedJobIsResumedFromItsBeginning() throws InterruptedException {
    Signals signals = new Signals();
    JobControl steering = steering(signals);
    CountDownLatch inFirstStep = new CountDownLatch(1);
    CountDownLatch paused = new CountDownLatch(1);
    recipes.trainWith((spec, run) -> {
      inFirstStep.countDown();
      awaitLatch(paused);
      return ScriptedRecipes.train(spec, run);
    });
    Job job = submit(0);
    started.add(nodes.start("one", 1, signals));

    inFirstStep.await();
    steering.pause(Owner.LOCAL, job.id());
    paused.countDown();
    await()
        .untilAsserted(() ->
            assertThat(jobs.get(Owner.LOCAL, job.id()).state())
                .isInstanceOf(JobState.Paused.class));
    steering.resume(Owner.LOCAL, job.id());

    awaitSuccess(job.id());
    assertThat(messages(job.id()).stream().filter(text -> text.startsWith("Validating files")))
        .hasSize(2);
    assertThat(history.metrics(Owner.LOCAL, job.id()))
        .filteredOn(p -> p.name().equals("loss"))
        .hasSize(3);
  }

  @Test
  void aJobGoesOnFromTheCheckpointThatItsLostWorkerLeft() {
    AtomicInteger runs = new AtomicInteger();
    recipes.trainWith((spec, run) -> {
      if (runs.incrementAndGet() == 1) {
        run.started(ScriptedRecipes.beginning(ScriptedRecipes.STEPS));
        run.afterStep(ScriptedRecipes.progress(1));
        run.checkpoints().keep(1, Map.of(), this::checkpoint);
        run.afterStep(ScriptedRecipes.progress(2));
        claims.markLost(ticket(jobOf(run)), 3);
        run.checkpoints().keep(2, Map.of(), this::checkpoint);
        return new Outcome.Stopped(run.afterStep(ScriptedRecipes.progress(3)), 3);
      }
      return ScriptedRecipes.trainKeeping(spec, run);
    });
    Job job = submit(Map.of("checkpoint", Map.of("every_steps", 1, "keep_last", 1)));
    node("one", 1);
    await().untilAsserted(() -> assertThat(executions()).isZero());
    assertThat(steps(job)).containsExactly(1);

    transaction.executeWithoutResult(_ -> queue.put(ticket(job.id()), 0));

    awaitSuccess(job.id());
    assertThat(runs).hasValue(2);
    assertThat(steps(job)).containsExactly(2);
    assertThat(messages(job.id()))
        .contains(
            "Checkpoint created at step 1: ft:tiny:local:spam:%s:ckpt-step-1"
                .formatted(job.id().value().substring(job.id().value().length() - 8)),
            "Training goes on after step 1 of 3 on cpu")
        .filteredOn(text -> text.startsWith("Step"))
        .containsExactly(
            "Step 1/3: training loss=1.000",
            "Step 2/3: training loss=0.5000",
            "Step 3/3: training loss=0.3333");
    assertThat(history.metrics(Owner.LOCAL, job.id()))
        .filteredOn(point -> point.name().equals("loss"))
        .extracting(MetricPoint::step)
        .containsExactly(1, 2, 3);
    assertThat(checkpoints.ofJob(Owner.LOCAL, job.id()))
        .singleElement()
        .satisfies(kept -> {
          assertThat(kept.id().isCheckpoint()).isTrue();
          assertThat(kept.metrics()).isEqualTo(Map.of("train_loss", 0.5, "valid_accuracy", 0.5));
          assertThat(kept.directory().resolve("manifest.json")).exists();
          assertThat(adapters.get(Owner.LOCAL, kept.id())).isEqualTo(kept);
          assertThat(adapters.named(Owner.LOCAL, kept.name())).contains(kept);
          assertThat(adapters.all(Owner.LOCAL)).doesNotContain(kept);
        });
  }

  private AdapterFacts checkpoint(Path directory) {
    try {
      Files.writeString(directory.resolve("manifest.json"), "{}");
      return new AdapterFacts(10, 2, 2, "0".repeat(64));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Ticket ticket(JobId id) {
    return jobs.get(Owner.LOCAL, id).ticket();
  }

  private List<Integer> steps(Job job) {
    return checkpoints.ofJob(Owner.LOCAL, job.id()).stream()
        .map(kept -> kept.step().orElseThrow())
        .toList();
  }

  @Test
  void aPausedJobGoesOnAfterTheStepThatItHadDone() throws InterruptedException {
    Signals signals = new Signals();
    JobControl steering = steering(signals);
    CountDownLatch inFirstStep = new CountDownLatch(1);
    CountDownLatch paused = new CountDownLatch(1);
    recipes.trainWith((spec, run) -> {
      inFirstStep.countDown();
      awaitLatch(paused);
      return ScriptedRecipes.trainKeeping(spec, run);
    });
    Job job = submit(0);
    started.add(nodes.start("one", 1, signals));

    inFirstStep.await();
    steering.pause(Owner.LOCAL, job.id());
    paused.countDown();
    await()
        .untilAsserted(() ->
            assertThat(jobs.get(Owner.LOCAL, job.id()).state())
                .isInstanceOf(JobState.Paused.class));
    assertThat(steps(job)).containsExactly(1);
    steering.resume(Owner.LOCAL, job.id());

    awaitSuccess(job.id());
    assertThat(messages(job.id()))
        .contains(
            "Fine-tuning job paused; it will go on after step 1",
            "Training goes on after step 1 of 3 on cpu");
    AdapterEntry kept = checkpoints.ofJob(Owner.LOCAL, job.id()).getFirst();
    steering.delete(Owner.LOCAL, job.id());
    assertThat(checkpoints.ofJob(Owner.LOCAL, job.id())).isEmpty();
    assertThat(kept.directory()).doesNotExist();
  }

  @Test
  void aCheckpointIsKeptForAsLongAsAnotherJobStartsFromIt() {
    recipes.trainWith(ScriptedRecipes::trainKeeping);
    Map<String, ?> each = Map.of("checkpoint", Map.of("every_steps", 1, "keep_last", 1));
    Job job = submit(each);
    Dispatcher node = node("one", 1);
    awaitSuccess(job.id());
    node.stop();
    AdapterEntry kept = checkpoints.ofJob(Owner.LOCAL, job.id()).getFirst();
    JobControl steering = steering(new Signals());

    Job other = submit(Map.of("start_from", kept.id().value()));

    assertThatThrownBy(() -> steering.delete(Owner.LOCAL, job.id()))
        .hasMessage(
            "checkpoint %s is needed: job %s has not ended".formatted(kept.id(), other.id()));
    steering.cancel(Owner.LOCAL, other.id());
    steering.delete(Owner.LOCAL, job.id());
    assertThat(kept.directory()).doesNotExist();
  }

  @Test
  void aCheckpointIsDueAfterSoManyStepsOrSoMuchTime() {
    HandClock hands = new HandClock();
    Job job = submit(Map.of("checkpoint", Map.of("every_steps", 10, "every_minutes", 3)));
    Claim claim =
        claims
            .begin(job.ticket(), new Placement(new WorkerId("one"), DispatchPackage.CPU))
            .orElseThrow();
    JobCheckpoints.Keeping timed =
        new JobCheckpoints.Keeping(
            adapters, checkpoints, claims, () -> "1", transaction, Presence.ALWAYS, blobs, hands);
    Reporter reporter =
        new Reporter(
            claim,
            DispatchPackage.CPU,
            layout.data().resolve("runs"),
            timed,
            new Signals(),
            WorkWatch.NONE);
    CheckpointStore store = reporter.checkpoints();

    assertThat(store.isDue(9)).isFalse();
    assertThat(store.isDue(20)).isTrue();
    hands.advance(Duration.ofSeconds(179));
    assertThat(store.isDue(9)).isFalse();
    hands.advance(Duration.ofSeconds(1));
    assertThat(store.isDue(9)).isTrue();
    store.keep(9, Map.of(), this::checkpoint);
    assertThat(store.isDue(11)).isFalse();
    hands.advance(Duration.ofMinutes(3));
    assertThat(store.isDue(11)).isTrue();
    store.keep(11, Map.of(), this::checkpoint);
    assertThat(store.isDue(12)).isFalse();
    hands.advance(Duration.ofHours(-2));
    assertThat(store.isDue(12)).as("after a clock that was set back").isTrue();
  }

  @Test
  void checkpointsAndEventsGoSomeDaysAfterTheirJobHasEnded() {
    recipes.trainWith(ScriptedRecipes::trainKeeping);
    Job job = submit(Map.of("checkpoint", Map.of("every_steps", 1, "keep_last", 1)));
    Dispatcher node = node("one", 1);
    awaitSuccess(job.id());
    node.stop();

    sweep(Duration.ofDays(6));
    assertThat(checkpoints.ofJob(Owner.LOCAL, job.id())).hasSize(1);
    sweep(Duration.ofDays(8));
    assertThat(checkpoints.ofJob(Owner.LOCAL, job.id())).isEmpty();
    assertThat(history.eventsAfter(Owner.LOCAL, job.id(), 0, 1)).hasSize(1);
    sweep(Duration.ofDays(31));
    assertThat(history.eventsAfter(Owner.LOCAL, job.id(), 0, 1)).isEmpty();
    assertThat(jobs.get(Owner.LOCAL, job.id()).state()).isInstanceOf(JobState.Succeeded.class);
  }

  /** Deletes what is due after some time. */
  private void sweep(Duration later) {
    try (Retention retention =
        new Retention(
            new RetentionSettings(Period.ofDays(7), Period.ofDays(30)),
            checkpoints,
            jobs,
            transaction,
            Clock.offset(Clock.systemUTC(), later))) {
      retention.sweep();
    }
  }

  /** What a full disk does to a checkpoint. */
  @Test
  void aTrainingGoesOnWhereItsCheckpointCannotBeWritten() {
    recipes.trainWith((spec, run) -> {
      run.started(ScriptedRecipes.beginning(3));
      run.checkpoints()
          .keep(
              1,
              Map.of(),
              _ -> {
                throw new UncheckedIOException(new IOException("No space left on device"));
              });
      return ScriptedRecipes.finish(run);
    });
    Job job = submit(0);
    node("one", 1);

    awaitSuccess(job.id());
    assertThat(messages(job.id()))
        .contains("The checkpoint at step 1 could not be written; the training goes on");
    assertThat(steps(job)).isEmpty();
  }

  @Test
  void aResultThatCannotBeStoredIsKeptAndTriedAgain() throws Exception {
    Files.createDirectories(layout.files());
    Job job = submit(0);
    try (FullDirectory full = FullDirectory.of(layout.files())) {
      node("one", 1);
      await()
          .until(() ->
              messages(job.id()).stream()
                  .anyMatch(text -> text.startsWith("The result cannot be stored yet")));
      assertThat(jobs.get(Owner.LOCAL, job.id()).state()).isInstanceOf(JobState.Running.class);
    }

    awaitSuccess(job.id());
    assertThat(adapters.all(Owner.LOCAL).getFirst().directory()).isNotEmptyDirectory();
  }

  @Test
  void nobodyWaitsForAnHourThatComesAgainOnceTheDatabasesClockIsSetBack() {
    Job due = submit(0);
    Job lost = submit(0);
    Claim claim =
        claims
            .begin(lost.ticket(), new Placement(new WorkerId("dead"), DispatchPackage.CPU))
            .orElseThrow();
    String ahead = "clock_timestamp() + interval '2 hours'";
    jdbc.sql("update scheduled_tasks set execution_time = " + ahead).update();
    jdbc.sql(
            "update scheduled_tasks set picked = true, picked_by = 'dead', last_heartbeat = "
                + ahead
                + " where task_instance = :ticket")
        .param("ticket", lost.ticket().toString())
        .update();

    jdbc.sql(Dispatcher.AFTER_CLOCK_SET.statement()).update();
    node("one", 2);

    awaitSuccess(due.id());
    awaitSuccess(lost.id());
    assertThat(claims.holds(lost.id(), claim.epoch())).isFalse();
  }

  @Test
  void aJobWhoseFilesAreAwayWaitsForThem() throws IOException {
    Job job = submit(0);
    Path data = layout.data();
    Path hidden = Files.move(data, data.resolveSibling(data.getFileName() + "-hidden"));
    try {
      node("one", 1);
      await()
          .until(() ->
              messages(job.id()).stream()
                  .anyMatch(text -> text.startsWith("The job's files cannot be read yet")));
    } finally {
      FileSystemUtils.deleteRecursively(data);
      Files.move(hidden, data);
    }

    awaitSuccess(job.id());
    assertThat(jobs.get(Owner.LOCAL, job.id()).attempts()).isEqualTo(1);
    await().untilAsserted(() -> assertThat(leftovers()).isEmpty());
  }

  @Test
  void whatCannotBeReadWhileTheDiskIsAwayIsNoDamagedCheckpoint() throws IOException {
    recipes.trainWith(ScriptedRecipes::trainKeeping);
    Job job = submit(Map.of("checkpoint", Map.of("every_steps", 1)));
    node("one", 1);
    awaitSuccess(job.id());
    AdapterEntry kept = checkpoints.ofJob(Owner.LOCAL, job.id()).getFirst();
    Claim claim = new Claim(jobs.get(Owner.LOCAL, job.id()), 1);
    CheckpointStore store =
        new Reporter(
                claim,
                DispatchPackage.CPU,
                layout.data().resolve("runs"),
                keeping,
                new Signals(),
                WorkWatch.NONE)
            .checkpoints();
    Path data = layout.data();
    Path hidden = Files.move(data, data.resolveSibling(data.getFileName() + "-hidden"));
    try {
      CheckpointSource source =
          new CheckpointSource(kept.id().value(), kept.step().orElseThrow(), kept.directory());
      assertThatThrownBy(() -> store.discard(source, "it is not there"))
          .isInstanceOfSatisfying(
              GraftException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
    } finally {
      Files.move(hidden, data);
    }
    assertThat(checkpoints.ofJob(Owner.LOCAL, job.id())).contains(kept);
  }

  @Test
  void whatKilledProcessesLeftIsSweptAtStart() throws IOException {
    Path runs = Files.createDirectories(layout.data().resolve("runs"));
    Job job = submit(0);
    Claim held =
        claims
            .begin(job.ticket(), new Placement(new WorkerId("alive"), DispatchPackage.CPU))
            .orElseThrow();
    Path needed = Files.createDirectory(runs.resolve(job.id() + "." + held.epoch()));
    Path beside =
        Files.createDirectory(runs.resolve(job.id() + "." + held.epoch() + ".checkpoint"));
    Path ofAnEpochBefore = Files.createDirectory(runs.resolve(job.id() + "." + (held.epoch() - 1)));
    Path ofNoJob = Files.createDirectory(runs.resolve("ftjob-9.1"));
    Path ejected = Files.createDirectory(runs.resolve("adp-1.2"));
    Path ejectedLongAgo = Files.createDirectory(runs.resolve("adp-1.1"));
    Instant now = Instant.now();
    Files.setLastModifiedTime(ejectedLongAgo, FileTime.from(now.minus(Duration.ofDays(2))));

    new Workspace(runs).sweep(claims::holds, now.minus(Duration.ofDays(1)));

    assertThat(runs.toFile().listFiles())
        .extracting(File::toPath)
        .contains(needed, beside, ejected)
        .doesNotContain(ofAnEpochBefore, ofNoJob, ejectedLongAgo);
    claims.markLost(job.ticket(), 1);
    new Workspace(runs).forget(job.id());
    Files.delete(ejected);
    assertThat(needed).doesNotExist();
  }

  private JobControl steering(Signals signals) {
    return new JobControl(
        jobs, queue, signals, adapters, checkpoints, evaluations, files, transaction);
  }

  @Test
  void aShutdownGivesTheJobBackAndAnotherNodeRunsIt() throws InterruptedException {
    CountDownLatch inTraining = new CountDownLatch(1);
    recipes.trainWith((_, run) -> {
      run.started(ScriptedRecipes.beginning(3));
      inTraining.countDown();
      RunDirective wish = RunDirective.GO_ON;
      while (wish == RunDirective.GO_ON) {
        wish = run.afterStep(ScriptedRecipes.progress(1));
      }
      return new Outcome.Stopped(wish, 1);
    });
    Job job = submit(0);
    Dispatcher leaving = nodes.start("leaving", 1);

    inTraining.await();
    leaving.stop();

    Job waiting = jobs.get(Owner.LOCAL, job.id());
    assertThat(waiting.state()).isInstanceOf(JobState.Queued.class);
    assertThat(waiting.attempts()).isZero();
    recipes.trainWith(ScriptedRecipes::train);
    node("staying", 1);
    awaitSuccess(job.id());
  }

  @Test
  void whatTheUserDidWrongIsToldAndOtherFailuresAreNot() {
    Map<Throwable, Failure> failures =
        Map.of(
            new GraftException(
                ErrorCode.INVALID_FILE,
                new Fault("/training_file", "unknown_label", "line 3: label egg")),
            new Failure(ErrorCode.INVALID_FILE, "line 3: label egg", Optional.of("training_file")),
            new IllegalStateException("secret"),
            new Failure(ErrorCode.INTERNAL, "the service failed to run this job", Optional.empty()),
            new OutOfMemoryError(),
            new Failure(
                ErrorCode.OUT_OF_MEMORY,
                "the job needs more memory than there is; a smaller batch_size or max_length"
                    + " needs less",
                Optional.of("training")));
    Map<JobId, Throwable> causes = new HashMap<>();
    failures.keySet().forEach(cause -> causes.put(submit(0).id(), cause));
    recipes.trainWith((_, run) -> {
      throw sneaky(causes.get(jobOf(run)));
    });

    node("one", 1);

    causes.forEach((id, cause) ->
        await()
            .untilAsserted(() ->
                assertThat(jobs.get(Owner.LOCAL, id).state())
                    .isInstanceOfSatisfying(
                        JobState.Failed.class,
                        failed -> assertThat(failed.failure()).isEqualTo(failures.get(cause)))));
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void higherPriorityRunsFirst() {
    Queue<Integer> order = new ConcurrentLinkedQueue<>();
    recipes.trainWith((spec, run) -> {
      order.add(spec.job().priority());
      return ScriptedRecipes.train(spec, run);
    });
    List<Job> all = Stream.of(0, -5, 7, 3).map(this::submit).toList();

    node("one", 1);

    all.forEach(job -> awaitSuccess(job.id()));
    assertThat(order).containsExactly(7, 3, 0, -5);
  }

  private Dispatcher node(String name, int slots) {
    Dispatcher node = nodes.start(name, slots);
    started.add(node);
    return node;
  }

  private Job submit(int priority) {
    return submit(Map.of("priority", priority));
  }

  private Job submit(Map<String, ?> more) {
    Map<String, Object> body = new HashMap<>(more);
    body.putAll(Map.of("model", "tiny", "training_file", data.value(), "suffix", "spam"));
    return submission.submit(Owner.LOCAL, request(body));
  }

  private Job submitNumbered(int number) {
    return submission.submit(
        Owner.LOCAL,
        request(
            Map.of(
                "model",
                "tiny",
                "training_file",
                data.value(),
                "metadata",
                Map.of("number", "" + number))));
  }

  private static JobRequest request(Map<String, ?> json) {
    Faults faults = new Faults();
    return Codec.read(JobRequest.class, json, "", faults)
        .orElseThrow(() -> new AssertionError(faults.all()));
  }

  private FileId upload(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Upload upload = files.receive("rows.csv", new ByteArrayInputStream(bytes))) {
      return files.keep(Owner.LOCAL, upload, FilePurpose.FINE_TUNE).id();
    }
  }

  private JobResult awaitSuccess(JobId id) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> jobs.get(Owner.LOCAL, id).state().status().isTerminal());
    assertThat(jobs.get(Owner.LOCAL, id).state()).isInstanceOf(JobState.Succeeded.class);
    return ((JobState.Succeeded) jobs.get(Owner.LOCAL, id).state()).result();
  }

  private List<String> messages(JobId id) {
    return history.eventsAfter(Owner.LOCAL, id, 0, 1000).stream()
        .map(e -> e.event().message())
        .toList();
  }

  private long executions() {
    return jdbc.sql("select count(*) from scheduled_tasks").query(Long.class).single();
  }

  private List<Path> leftovers() {
    Path runs = layout.data().resolve("runs");
    try (Stream<Path> entries = Files.exists(runs) ? Files.list(runs) : Stream.empty()) {
      return entries.toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JobId jobOf(Run run) {
    String name = run.output().getFileName().toString();
    return new JobId(name.substring(0, name.indexOf('.')));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneaky(Throwable cause) throws T {
    throw (T) cause;
  }
}
