package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.FastDirectory;
import graft.api.web.Http.Answer;
import graft.dispatch.ScriptedRecipes;
import graft.export.EventRecords;
import graft.export.EventRecords.Point;
import graft.export.Exporters;
import graft.export.StandInMlflow;
import graft.recipe.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Jobs in TensorBoard and in an MLflow that fails now and then. */
class ExportsTest extends JobsOverHttp {
  @Autowired private Exporters exporters;

  private static final StandInMlflow MLFLOW = new StandInMlflow();
  private static final Path RUNS = directory();
  private static final String[] POINTS = {
    "train/learning_rate 1",
    "train/learning_rate 2",
    "train/learning_rate 3",
    "train/loss 1",
    "train/loss 2",
    "train/loss 3",
    "eval/accuracy 3"
  };

  @DynamicPropertySource
  static void exports(DynamicPropertyRegistry settings) {
    settings.add("graft.export.mlflow.uri", MLFLOW::uri);
    settings.add("graft.export.mlflow.credential", () -> "me:word");
    settings.add("graft.export.tensorboard.dir", RUNS::toString);
  }

  private static Path directory() {
    try {
      return FastDirectory.create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    MLFLOW.close();
  }

  @Test
  void everyPointComesOnceAndTheRunEndsAsTheJob() throws IOException {
    String id = create(Map.of("seed", 7)).at("/id");
    ended(id);

    StandInMlflow.Run run = finished(id, "FINISHED");
    assertThat(run.metrics)
        .extracting(point -> point.replaceFirst("^(\\S+ \\d+) .*", "$1"))
        .containsExactlyInAnyOrder(POINTS);
    assertThat(run.params).containsEntry("seed", "7").containsEntry("model", "tiny");
    assertThat(run.tags).containsKeys("graft.version", "graft.training_file_sha256");
    assertThat(MLFLOW.authorizations()).containsOnly("Basic bWU6d29yZA==");
    assertThat(live(id))
        .extracting(point -> point.tag() + " " + point.step())
        .containsExactlyInAnyOrder(POINTS);
    assertThat(http.get("/actuator/prometheus").text())
        .contains("graft_export_lag_seconds{sink=\"mlflow\"}")
        .contains("graft_export_lag_seconds{sink=\"tensorboard\"}");
  }

  @Test
  void aServerThatIsAwayHoldsNoJobUpAndGetsEverythingLater() {
    MLFLOW.away(true);
    String id = create(Map.of()).at("/id");

    assertThat(ended(id).at("/status")).isEqualTo("succeeded");
    assertThat(MLFLOW.of(id)).isEmpty();
    MLFLOW.away(false);

    assertThat(finished(id, "FINISHED").metrics).hasSize(POINTS.length);
  }

  @Test
  void aRestartInTheMiddleLosesNothingAndDoublesNothing() throws IOException {
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch third = new CountDownLatch(1);
    recipes.trainWith((_, run) -> {
      run.started(ScriptedRecipes.beginning(ScriptedRecipes.STEPS));
      step(run, 1);
      awaitLatch(second);
      step(run, 2);
      awaitLatch(third);
      step(run, 3);
      run.evaluated(ScriptedRecipes.STEPS, Map.of("valid_accuracy", 0.75));
      return ScriptedRecipes.finish(run);
    });
    String id = create(Map.of()).at("/id");
    have(id, 2);

    exporters.stop();
    List<Map<String, Object>> cursors =
        jdbc.sql("select sink, place, sent::text from job_export where job_id = :job")
            .param("job", id)
            .query()
            .listOfRows();
    assertThat(cursors).hasSize(2);
    exporters.start();
    second.countDown();
    have(id, 4);

    // As a node leaves it that is killed when a tool has the points and the cursor does not say so.
    exporters.stop();
    for (Map<String, Object> cursor : cursors) {
      jdbc.sql(
              "update job_export set place = :place, sent = cast(:sent as jsonb)"
                  + " where job_id = :job and sink = :sink")
          .params(cursor)
          .param("job", id)
          .update();
    }
    exporters.start();
    third.countDown();

    assertThat(finished(id, "FINISHED").metrics)
        .extracting(point -> point.replaceFirst("^(\\S+ \\d+) .*", "$1"))
        .containsExactlyInAnyOrder(POINTS);
    await().atMost(Duration.ofMinutes(1)).until(() -> live(id).size() >= POINTS.length);
    assertThat(live(id))
        .extracting(point -> point.tag() + " " + point.step())
        .containsExactlyInAnyOrder(POINTS);
  }

  private static void step(Run run, int step) {
    run.afterStep(ScriptedRecipes.progress(step));
    run.note("so far");
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until both tools have so many points of a job. */
  private static void have(String job, int points) {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(
            () -> MLFLOW.of(job).getFirst().metrics.size() == points && live(job).size() == points);
  }

  @Test
  void aJobThatFailsIsARunThatFailed() {
    recipes.trainWith((_, _) -> {
      throw new IllegalStateException("for this test");
    });
    String id = create(Map.of()).at("/id");
    ended(id);

    assertThat(finished(id, "FAILED").metrics).isEmpty();
  }

  @Test
  void theEventFileHasTheValuesOfTheApi() throws Exception {
    Answer created = create(Map.of());
    String path = JOBS + "/" + created.at("/id") + "/metrics";
    ended(created.at("/id"));

    HttpResponse<byte[]> file =
        http.client()
            .send(http.request(path + "?format=tensorboard").build(), BodyHandlers.ofByteArray());

    assertThat(file.headers().firstValue("Content-Disposition"))
        .hasValue(
            "attachment; filename=\"events.out.tfevents.%s.%s\""
                .formatted(created.at("/created_at"), created.at("/id")));
    List<Point> points = EventRecords.read(file.body());
    assertThat(points)
        .extracting(point -> point.tag() + " " + point.step())
        .containsExactlyInAnyOrder(POINTS);
    assertThat(points)
        .filteredOn(point -> point.tag().equals("train/loss"))
        .extracting(Point::value)
        .containsExactly(1f, 0.5f, (float) (1.0 / 3));
    assertThat(http.get(path + "?format=csv").text()).startsWith("step,train_loss");
    Answer refused = http.get(path + "?format=wandb");
    assertThat(refused.at("/error/code")).isEqualTo("format_not_supported");
    assertThat(refused.at("/detail")).contains("json", "csv", "tensorboard", "wandb");
  }

  /** The one run of a job, once it has ended so. */
  private static StandInMlflow.Run finished(String job, String status) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> MLFLOW.of(job).stream().anyMatch(run -> run.status.equals(status)));
    assertThat(MLFLOW.of(job)).hasSize(1);
    return MLFLOW.of(job).getFirst();
  }

  private static List<Point> live(String job) throws IOException {
    try (Stream<Path> files = Files.list(RUNS.resolve("local").resolve(job))) {
      return EventRecords.read(Files.readAllBytes(files.toList().getFirst()));
    }
  }
}
