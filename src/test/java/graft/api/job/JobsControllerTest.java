package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.api.web.Http.Answer;
import graft.dispatch.ScriptedRecipes;
import graft.recipe.Outcome;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.RunDirective;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class JobsControllerTest extends JobsOverHttp {
  @Autowired JdbcClient jdbc;

  /** The keys that OpenAI's clients require. */
  private static final List<String> REQUIRED =
      List.of(
          "id",
          "object",
          "created_at",
          "finished_at",
          "error",
          "fine_tuned_model",
          "hyperparameters",
          "model",
          "organization_id",
          "result_files",
          "seed",
          "status",
          "trained_tokens",
          "training_file",
          "validation_file");

  /** The attributes of a job that a request has too. */
  private static final List<String> REPEATED =
      List.of(
          "model",
          "training_file",
          "validation_file",
          "test_file",
          "suffix",
          "seed",
          "task",
          "columns",
          "validation_split",
          "adapter",
          "start_from",
          "setup",
          "training",
          "evaluation",
          "checkpoint",
          "priority",
          "metadata");

  @Test
  void aJobRunsFromRequestToAdapter() {
    Answer created = create(Map.of("suffix", "spam", "metadata", Map.of("team", "red")));

    assertThat(created.status()).as(created.text()).isEqualTo(200);
    String id = created.at("/id");
    assertThat(created.header("Location")).endsWith(JOBS + "/" + id);
    assertThat(created.json().propertyNames()).containsAll(REQUIRED);
    assertThat(created.at("/object")).isEqualTo("fine_tuning.job");
    assertThat(created.json().at("/error").isNull()).isTrue();

    Answer job = ended(id);
    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.json().at("/finished_at").asLong())
        .isGreaterThanOrEqualTo(job.json().at("/created_at").asLong());
    assertThat(job.at("/fine_tuned_model")).startsWith("ft:tiny:local:spam:");
    assertThat(job.json().at("/trained_tokens").asInt()).isEqualTo(300);
    assertThat(job.json().at("/metrics/valid_accuracy").asDouble()).isEqualTo(0.75);
    assertThat(job.at("/metadata/team")).isEqualTo("red");
    assertThat(job.json().at("/progress/step").asInt()).isEqualTo(3);
    assertThat(job.json().at("/progress/total_steps").asInt()).isEqualTo(3);
    assertThat(job.json().at("/attempts").asInt()).isEqualTo(1);
    assertThat(job.at("/device")).isEqualTo("cpu");
    assertThat(http.get("/v1/adapters/" + job.at("/adapter_id")).at("/job_id")).isEqualTo(id);
    assertThat(http.get("/v1/files/" + job.at("/result_files/0") + "/content").text())
        .startsWith("step,train_loss,learning_rate,valid_accuracy");
  }

  /** What belongs to somebody else does not exist. */
  @Test
  void aJobOfAnotherIsNeitherListedNorReadNorSteeredNorDeleted() {
    String id = create(Map.of("suffix", "foreign")).at("/id");
    assertThat(ended(id).at("/status")).isEqualTo("succeeded");
    jdbc.sql("update job set owner = 'other' where id = :id").param("id", id).update();
    try {
      assertThat(http.get(JOBS + "?limit=100").text()).doesNotContain(id);
      for (String path : List.of("", "/events", "/metrics", "/checkpoints")) {
        assertThat(http.get(JOBS + "/" + id + path).status()).as(path).isEqualTo(404);
      }
      for (String change : List.of("cancel", "pause", "resume")) {
        assertThat(http.post(JOBS + "/" + id + "/" + change, "").status()).isEqualTo(404);
      }
      assertThat(http.get(JOBS + "?after=" + id).status()).isEqualTo(404);
      assertThat(http.delete(JOBS + "/" + id).status()).isEqualTo(404);
      assertThat(
              jdbc.sql("select count(*) from job where id = :id")
                  .param("id", id)
                  .query(Integer.class)
                  .single())
          .isEqualTo(1);
    } finally {
      jdbc.sql("update job set owner = 'local' where id = :id").param("id", id).update();
    }
  }

  @Test
  void aJobCanBeRepeatedFromItsOwnRecord() {
    Answer first =
        create(
            Map.of(
                "validation_file", upload("text,label\nfree,spam\n"),
                "suffix", "again",
                "adapter", "lora[r=4]",
                "training", Map.of("learning_rate", 3e-4, "max_length", 32),
                "evaluation", Map.of("every_steps", 2),
                "metadata", Map.of("a", "b"),
                "priority", 3));
    assertThat(first.status()).as(first.text()).isEqualTo(200);
    Map<String, JsonNode> record = new HashMap<>();
    REPEATED.forEach(name -> record.put(name, first.json().get(name)));

    Answer second = http.postJson(JOBS, record);

    assertThat(second.status()).as(second.text()).isEqualTo(200);
    assertThat(second.at("/id")).isNotEqualTo(first.at("/id"));
    REPEATED.forEach(
        name -> assertThat(second.json().get(name)).as(name).isEqualTo(first.json().get(name)));
  }

  @Test
  void hyperparametersOfOpenAiBecomeTraining() {
    Answer job =
        create(
            Map.of(
                "method",
                Map.of(
                    "type",
                    "supervised",
                    "supervised",
                    Map.of(
                        "hyperparameters",
                        Map.of(
                            "n_epochs", 2, "batch_size", "auto", "learning_rate_multiplier", 0.5))),
                "integrations",
                List.of()));

    assertThat(job.status()).as(job.text()).isEqualTo(200);
    assertThat(job.json().at("/training/epochs").asInt()).isEqualTo(2);
    assertThat(job.json().at("/training/batch_size").asInt()).isEqualTo(16);
    assertThat(job.json().at("/training/learning_rate").asDouble()).isEqualTo(5e-4);
    assertThat(job.json().at("/hyperparameters/n_epochs").asInt()).isEqualTo(2);
    assertThat(job.json().at("/hyperparameters/batch_size").asInt()).isEqualTo(16);
    assertThat(
            job.json().at("/method/supervised/hyperparameters/learning_rate_multiplier").asDouble())
        .isEqualTo(0.5);
  }

  @Test
  void aRecordSentBackAsItIsGivesTheSameJob() {
    Answer first = create(Map.of("validation_split", 0.5, "metadata", Map.of("a", "b")));
    Answer ended = ended(first.at("/id"));

    Answer second = http.postJson(JOBS, ended.text());

    assertThat(second.status()).as(second.text()).isEqualTo(200);
    assertThat(second.at("/id")).isNotEqualTo(first.at("/id"));
    REPEATED.forEach(
        name -> assertThat(second.json().get(name)).as(name).isEqualTo(first.json().get(name)));
    assertThat(second.at("/evaluation/metric")).isEqualTo("accuracy");
    assertThat(second.json().at("/evaluation/every_steps").asInt()).isEqualTo(1);
    assertThat(second.at("/task/head/activation_function")).isEqualTo("tanh");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"hyperparameters": {"n_epochs": 2}, "training": {"epochs": 2}} |
          {"hyperparameters": {"n_epochs": "auto"}, "training": {"epochs": 7}} |
          {"hyperparameters": {"n_epochs": 2}, "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 2, "batch_size": 4}}}} |
          {"hyperparameters": {"n_epochs": 2}, "training": {"epochs": 3}} | /hyperparameters/n_epochs
          {"hyperparameters": {"batch_size": 2}, "method": {"type": "supervised", "supervised": {"hyperparameters": {"batch_size": 4}}}} | /hyperparameters/batch_size
          {"hyperparameters": {"bogus": 3}, "method": {"type": "supervised"}} | /hyperparameters/bogus
          {"method": {"type": "supervised", "supervised": {"hyperparameters": {"bogus": 3}}}} | /method/supervised/hyperparameters/bogus
          {"checkpoint": {"every_steps": 100, "every_minutes": null, "keep_last": 3}} |
          {"checkpoint": {"every_steps": 0}} | /checkpoint/every_steps
          {"checkpoint": {"every_minutes": -1}} | /checkpoint/every_minutes
          {"checkpoint": {"keep_last": 0}} | /checkpoint/keep_last
          """)
  void whatIsSaidTwiceMustAgree(String change, String pointer) {
    String body =
        "{\"dry_run\": true, \"model\": \"tiny\", \"training_file\": \"%s\", %s"
            .formatted(file, change.substring(1));

    Answer answer = http.postJson(JOBS, body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(pointer == null ? 200 : 422);
    if (pointer != null) {
      assertThat(pointers(answer)).containsExactly(pointer);
    }
  }

  @Test
  void aValidationFileWinsOverASplitAndTheLogSaysSo() {
    Answer job =
        create(
            Map.of("validation_file", upload("text,label\nfree,spam\n"), "validation_split", 0.1));

    assertThat(job.status()).as(job.text()).isEqualTo(200);
    assertThat(job.json().at("/validation_split").asDouble()).isZero();
    assertThat(http.get(JOBS + "/" + job.at("/id") + "/events").text())
        .contains("validation_split 0.1 is not used");
  }

  @Test
  void aJobThatHasEndedIsDeletedAndItsAdapterStays() {
    Answer job = ended(create(Map.of()).at("/id"));
    String path = JOBS + "/" + job.at("/id");

    Answer deleted = http.delete(path);

    assertThat(deleted.status()).as(deleted.text()).isEqualTo(200);
    assertThat(deleted.json().at("/deleted").asBoolean()).isTrue();
    assertThat(http.get(path).status()).isEqualTo(404);
    assertThat(http.get(path + "/events").status()).isEqualTo(404);
    assertThat(http.get("/v1/files/" + job.at("/result_files/0")).status()).isEqualTo(404);
    Answer adapter = http.get("/v1/adapters/" + job.at("/adapter_id"));
    assertThat(adapter.status()).isEqualTo(200);
    assertThat(adapter.json().at("/job_id").isNull()).isTrue();
    assertThat(http.delete(path).status()).isEqualTo(404);
  }

  @Test
  void nothingIsLeftOfAJobThatHasEndedAndItsTokensAreCounted() {
    Answer succeeded = ended(create(Map.of()).at("/id"));
    recipes.trainWith((_, run) -> {
      run.started(ScriptedRecipes.beginning(3));
      run.evaluated(1, Map.of("valid_accuracy", 0.5));
      run.afterStep(ScriptedRecipes.progress(1));
      run.evaluated(1, Map.of("valid_accuracy", 0.5));
      throw new GraftException(ErrorCode.INVALID_FILE, "broken");
    });
    Answer failed = ended(create(Map.of()).at("/id"));

    assertThat(succeeded.json().at("/progress/estimated_seconds_left").asDouble()).isZero();
    assertThat(failed.json().at("/progress/estimated_seconds_left").asDouble()).isZero();
    assertThat(failed.json().at("/trained_tokens").asInt()).isEqualTo(100);
    assertThat(failed.json().at("/metrics/valid_accuracy").asDouble()).isEqualTo(0.5);
  }

  @Test
  void aRunningJobShowsWhatItMeasuredLastAndIsNotDeleted() throws InterruptedException {
    CountDownLatch measured = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    recipes.trainWith((_, run) -> {
      run.started(ScriptedRecipes.beginning(3));
      run.evaluated(1, Map.of("valid_accuracy", 0.25));
      measured.countDown();
      awaitLatch(free);
      return ScriptedRecipes.finish(run);
    });
    String path = JOBS + "/" + create(Map.of()).at("/id");
    measured.await();

    assertThat(http.get(path).json().at("/metrics/valid_accuracy").asDouble()).isEqualTo(0.25);
    assertThat(http.get(path).json().at("/trained_tokens").isNull()).isTrue();
    Answer refused = http.delete(path);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/error/code")).isEqualTo("invalid_state");
    assertThat(http.post(path + "/cancel", "").json().at("/trained_tokens").asInt()).isZero();
    free.countDown();
  }

  @Test
  void whatCannotBeHonouredIsRefusedByNameAndAllAtOnce() {
    Answer answer =
        create(
            Map.of(
                "integrations", List.of(Map.of("type", "wandb")),
                "method", Map.of("type", "dpo", "dpo", Map.of()),
                "hyperparameters", Map.of("n_epochs", 0, "batchsize", 2),
                "trainig", Map.of(),
                "adapter", Map.of("architecture", "lora", "r", -1)));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(pointers(answer))
        .containsExactlyInAnyOrder(
            "/integrations",
            "/method/type",
            "/hyperparameters/n_epochs",
            "/hyperparameters/batchsize",
            "/trainig",
            "/adapter/r");
    assertThat(answer.text()).contains("did you mean batch_size?", "did you mean training?");
    assertThat(http.get(JOBS).json().at("/data")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"tiny\"}",
        "{\"model\":1,\"training_file\":\"file-1\"}",
        "{\"model\":\"tiny\",\"training_file\":\"file-1\",\"adapter\":7}",
        "{\"model\":\"tiny\",\"training_file\":\"file-1\",\"method\":[]}",
        "{\"model\":\"tiny\",\"training_file\":\"file-1\",\"hyperparameters\":3}",
        "{\"model\":\"tiny\",\"training_file\":\"file-1\",\"training\":3,\"hyperparameters\":{\"n_epochs\":2}}",
        "{\"model\":\"tiny\",\"training_file\":\"file-1\",\"setup\":{\"stack\":[\"x\"]}}",
        "[]"
      })
  void aBodyOfTheWrongFormIsTheClientsFault(String body) {
    Answer answer = http.postJson(JOBS, body);

    assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
    assertThat(answer.at("/error/message")).isNotEmpty();
    assertThat(answer.at("/error/type")).isEqualTo("invalid_request_error");
  }

  @Test
  void aDryRunStoresNothing() {
    Answer answer = create(Map.of("dry_run", true, "adapter", "lora"));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.at("/object")).isEqualTo("fine_tuning.job.dry_run");
    assertThat(answer.json().at("/total_steps").asInt()).isEqualTo(3);
    assertThat(answer.json().at("/trainable_parameters").asInt()).isEqualTo(12);
    assertThat(answer.json().at("/adapter_parameters").asInt()).isEqualTo(10);
    assertThat(answer.json().at("/head_parameters").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/estimated_seconds").asDouble()).isEqualTo(1.5);
    assertThat(answer.at("/example/label")).isEqualTo("spam");
    assertThat(answer.at("/job/task/labels/0")).isEqualTo("ham");
    assertThat(http.get(JOBS).json().at("/data")).isEmpty();
  }

  @Test
  void theListIsPagedNewestFirstAndFiltered() {
    List<String> ids =
        Stream.of("red", "blue", "red")
            .map(team -> create(Map.of("metadata", Map.of("team", team))).at("/id"))
            .toList();
    String bare = create(Map.of()).at("/id");

    Answer first = http.get(JOBS + "?limit=2");
    assertThat(idsOf(first)).containsExactly(bare, ids.get(2));
    assertThat(first.json().at("/has_more").asBoolean()).isTrue();
    Answer second = http.get(JOBS + "?limit=2&after=" + first.at("/last_id"));
    assertThat(idsOf(second)).containsExactly(ids.get(1), ids.get(0));
    assertThat(second.json().at("/has_more").asBoolean()).isFalse();
    assertThat(idsOf(http.get(JOBS + "?metadata%5Bteam%5D=red")))
        .containsExactly(ids.get(2), ids.get(0));
    assertThat(idsOf(http.get(JOBS + "?metadata=team%3Dred")))
        .containsExactly(ids.get(2), ids.get(0));
    assertThat(idsOf(http.get(JOBS + "?metadata=null"))).containsExactly(bare);
    assertThat(http.get(JOBS + "?metadata=red").status()).isEqualTo(400);
    assertThat(http.get(JOBS + "?after=ftjob-unknown").status()).isEqualTo(404);
  }

  @Test
  void aJobIsSeenValidatingItsFilesUntilItsTrainingStarts() {
    CountDownLatch read = new CountDownLatch(1);
    recipes.trainWith((spec, run) -> {
      awaitLatch(read);
      return ScriptedRecipes.train(spec, run);
    });
    String id = create(Map.of()).at("/id");
    String job = JOBS + "/" + id;
    await().until(() -> http.get(job).at("/status").equals("validating_files"));

    assertThat(http.get(job + "/events?limit=1").at("/data/0/message"))
        .isEqualTo("Validating files: a worker reads every row");
    assertThat(http.get(JOBS).at("/data/0/status")).isEqualTo("validating_files");
    assertThat(http.get("/v1/files/" + file).status()).isEqualTo(200);
    assertThat(http.delete("/v1/files/" + file).status()).isIn(400, 409);
    assertThat(http.delete(job).at("/error/message")).contains("is validating_files");
    assertThat(http.post(job + "/pause", "").at("/status")).isEqualTo("paused");
    assertThat(http.post(job + "/resume", "").at("/status")).isEqualTo("validating_files");
    assertThat(http.post(job + "/cancel", "").at("/status")).isEqualTo("cancelled");
    read.countDown();
    assertThat(ended(create(Map.of()).at("/id")).at("/status")).isEqualTo("succeeded");
    assertThat(http.get(job).at("/status")).isEqualTo("cancelled");
  }

  @Test
  void aRunningJobIsCancelledOnce() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    recipes.trainWith((_, run) -> {
      run.started(ScriptedRecipes.beginning(1000));
      running.countDown();
      RunDirective wish = RunDirective.GO_ON;
      while (wish == RunDirective.GO_ON) {
        wish = run.afterStep(ScriptedRecipes.progress(1));
      }
      stopped.countDown();
      return new Outcome.Stopped(wish, 1);
    });
    String id = create(Map.of()).at("/id");
    running.await();

    Answer cancelled =
        http.post(JOBS + "/" + id + "/cancel", "", "Content-Type", "application/json");

    assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(200);
    assertThat(cancelled.at("/status")).isEqualTo("cancelled");
    assertThat(cancelled.json().at("/finished_at").isNumber()).isTrue();
    stopped.await();
    Answer again = http.post(JOBS + "/" + id + "/cancel", "");
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.at("/error/code")).isEqualTo("invalid_state");
  }

  @Test
  void aJobOfVeryShortStepsIsCancelledAtOnceToo() throws InterruptedException {
    CountDownLatch many = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicLong written = new AtomicLong();
    recipes.trainWith((_, run) -> {
      run.started(ScriptedRecipes.beginning(1000));
      RunDirective wish = RunDirective.GO_ON;
      for (int step = 1; wish == RunDirective.GO_ON; step++) {
        wish = run.afterStep(ScriptedRecipes.progress(step));
        if (step == 5_000) {
          written.set(jdbc.sql("select count(*) from job_event").query(Long.class).single());
          many.countDown();
        }
      }
      stopped.countDown();
      return new Outcome.Stopped(wish, 1);
    });
    String id = create(Map.of()).at("/id");
    many.await();

    assertThat(written.get()).as("events that are not held back").isGreaterThan(4_000);
    assertThat(http.post(JOBS + "/" + id + "/cancel", "").at("/status")).isEqualTo("cancelled");
    stopped.await();
  }

  @Test
  void aPausedJobWaitsUntilItIsResumed() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    recipes.trainWith((spec, run) -> {
      running.countDown();
      awaitLatch(free);
      return ScriptedRecipes.train(spec, run);
    });
    create(Map.of());
    running.await();
    String waiting = create(Map.of()).at("/id");
    String behind = create(Map.of()).at("/id");
    assertThat(http.get(JOBS + "/" + behind).json().at("/progress/queue_position").asInt())
        .isEqualTo(2);

    assertThat(http.post(JOBS + "/" + waiting + "/pause", "").at("/status")).isEqualTo("paused");
    assertThat(http.get(JOBS + "/" + behind).json().at("/progress/queue_position").asInt())
        .isEqualTo(1);
    free.countDown();
    ended(behind);
    assertThat(http.get(JOBS + "/" + waiting).at("/status")).isEqualTo("paused");

    assertThat(http.post(JOBS + "/" + waiting + "/resume", "").at("/status")).isEqualTo("queued");
    assertThat(ended(waiting).at("/status")).isEqualTo("succeeded");
    assertThat(http.post(JOBS + "/" + waiting + "/resume", "").status()).isEqualTo(400);
  }

  @Test
  void aFailedJobSaysWhy() {
    recipes.trainWith((_, _) -> {
      throw new GraftException(
          ErrorCode.INVALID_FILE,
          new Fault("/training_file", "unknown_label", "line 7: label egg"));
    });

    Answer job = ended(create(Map.of()).at("/id"));

    assertThat(job.at("/status")).isEqualTo("failed");
    assertThat(job.at("/error/code")).isEqualTo("invalid_training_file");
    assertThat(job.at("/error/message")).isEqualTo("line 7: label egg");
    assertThat(job.at("/error/param")).isEqualTo("training_file");
  }

  @Test
  void aJobContinuesFromAnAdapterHoweverItIsNamed() {
    Answer parent = ended(create(Map.of("adapter", "lora[r=4]")).at("/id"));
    String adapter = parent.at("/adapter_id");

    for (Map<String, ?> start :
        List.of(
            Map.of("adapter", Map.of("from", adapter)),
            Map.of("start_from", adapter),
            Map.of("model", parent.at("/fine_tuned_model")))) {
      Answer child = create(start);

      assertThat(child.status()).as(child.text()).isEqualTo(200);
      assertThat(child.at("/start_from")).isEqualTo(adapter);
      assertThat(child.at("/model")).isEqualTo("tiny");
      assertThat(child.json().at("/adapter")).isEqualTo(parent.json().at("/adapter"));
    }
    Answer unknown = create(Map.of("adapter", Map.of("from", "adp-unknown")));
    assertThat(unknown.status()).isEqualTo(422);
    assertThat(pointers(unknown)).containsExactly("/adapter/from");
  }

  @Test
  void nobodyTrainsOnAMergedAdapter() {
    String adapter = ended(create(Map.of("adapter", "lora")).at("/id")).at("/adapter_id");
    http.post("/v1/adapters/" + adapter + "/merge", "");

    Answer refused = create(Map.of("adapter", Map.of("from", adapter)));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/error/code")).isEqualTo("adapter_merged");
    http.post("/v1/adapters/" + adapter + "/reset", "");
    assertThat(create(Map.of("adapter", Map.of("from", adapter))).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftjob-unknown", "nonsense", "ftjob-%2F"})
  void anUnknownJobIsNotFound(String id) {
    assertThat(http.get(JOBS + "/" + id).status()).isEqualTo(404);
    assertThat(http.get(JOBS + "/" + id + "/events").at("/error/code"))
        .isEqualTo("fine_tune_not_found");
    assertThat(http.post(JOBS + "/" + id + "/cancel", "").status()).isEqualTo(404);
  }

  private static List<String> pointers(Answer answer) {
    return answer.json().at("/errors").valueStream().map(e -> e.at("/pointer").asString()).toList();
  }

  private static List<String> idsOf(Answer list) {
    return list.json().at("/data").valueStream().map(e -> e.at("/id").asString()).toList();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
