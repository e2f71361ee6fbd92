package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.web.Http.Answer;
import graft.dispatch.ScriptedRecipes;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JobHistoryControllerTest extends JobsOverHttp {
  private static final String STREAM = "text/event-stream";

  @Test
  void eventsAreListedNewestFirstInPages() {
    String id = create(Map.of()).at("/id");
    ended(id);

    List<String> messages = new ArrayList<>();
    String after = "";
    boolean hasMore = true;
    while (hasMore) {
      Answer page = http.get(events(id) + "?limit=4" + after);
      assertThat(page.at("/object")).isEqualTo("list");
      page.json().at("/data").forEach(event -> messages.add(event.at("/message").asString()));
      after = "&after=" + page.at("/last_id");
      hasMore = page.json().at("/has_more").asBoolean();
    }

    assertThat(messages)
        .containsExactly(
            "The job has successfully completed",
            "New fine-tuned model created: " + http.get(JOBS + "/" + id).at("/fine_tuned_model"),
            "Step 3/3: valid accuracy=0.7500",
            "Step 3/3: training loss=0.3333",
            "Step 2/3: training loss=0.5000",
            "Step 1/3: training loss=1.000",
            "Training begins: 3 steps on cpu",
            "Fine-tuning job started",
            "Validating files: a worker reads every row",
            "Files validated, moving job to queued state",
            "Validating training file: " + file,
            "Created fine-tuning job: " + id);
    JsonNode step = http.get(events(id) + "?limit=5").json().at("/data/4");
    assertThat(step.at("/object").asString()).isEqualTo("fine_tuning.job.event");
    assertThat(step.at("/level").asString()).isEqualTo("info");
    assertThat(step.at("/type").asString()).isEqualTo("metrics");
    assertThat(step.at("/data/step").asInt()).isEqualTo(2);
    assertThat(step.at("/data/train_loss").asDouble()).isEqualTo(0.5);
    assertThat(http.get(events(id) + "?after=ftevent-other-00000001").status()).isEqualTo(400);
  }

  @Test
  void aStreamTellsTheWholeStoryAndEnds() throws Exception {
    String id = create(Map.of()).at("/id");

    List<Sent> all = read(id, "0");

    List<Sent> stored = all.stream().filter(event -> !event.id().isEmpty()).toList();
    assertThat(stored)
        .extracting(Sent::number)
        .isEqualTo(IntStream.rangeClosed(1, 12).boxed().toList());
    assertThat(stored).extracting(Sent::type).containsOnly("message", "metrics");
    assertThat(stored.getLast().data().at("/message").asString())
        .isEqualTo("The job has successfully completed");
    List<Sent> progress = all.stream().filter(event -> event.type().equals("progress")).toList();
    assertThat(progress).isNotEmpty().allMatch(event -> event.id().isEmpty());
    assertThat(progress.getLast().data().at("/step").asInt()).isEqualTo(3);
    assertThat(progress.getLast().data().at("/total_steps").asInt()).isEqualTo(3);
  }

  @Test
  void aStreamGoesOnBehindTheLastEventThatTheClientSaw() throws Exception {
    String id = create(Map.of()).at("/id");
    ended(id);
    String seen = http.get(events(id) + "?limit=3").at("/last_id");

    List<Sent> rest = read(id, seen);

    assertThat(rest.stream().filter(event -> !event.id().isEmpty()).map(Sent::number))
        .containsExactly(11, 12);
    assertThat(
            http.get(events(id), "Accept", STREAM, "Last-Event-ID", "ftevent-other-00000001")
                .status())
        .isEqualTo(400);
  }

  @Test
  void aStreamShowsAStepWhileTheNextOneRuns() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    recipes.trainWith((_, run) -> {
      run.started(ScriptedRecipes.beginning(ScriptedRecipes.STEPS));
      awaitLatch(seen);
      return ScriptedRecipes.finish(run);
    });
    String id = create(Map.of()).at("/id");

    try (Stream<String> lines = lines(id, "0")) {
      Iterator<String> received = lines.iterator();
      String last = "";
      while (!last.contains("Training begins")) {
        last = received.next();
      }
      assertThat(http.get(JOBS + "/" + id).at("/status")).isEqualTo("running");
      seen.countDown();
      while (received.hasNext()) {
        last = received.next();
      }
    }

    assertThat(http.get(JOBS + "/" + id).at("/status")).isEqualTo("succeeded");
  }

  @Test
  void jsonStaysTheDefaultForClientsThatTakeAnything() {
    String id = create(Map.of()).at("/id");
    ended(id);

    for (String accept :
        List.of(
            "*/*",
            "application/json",
            "application/json, */*;q=0.1",
            "application/json, text/event-stream, text/csv")) {
      assertThat(http.get(events(id), "Accept", accept).at("/object")).isEqualTo("list");
      assertThat(http.get(JOBS + "/" + id + "/metrics", "Accept", accept).at("/object"))
          .isEqualTo("list");
    }
  }

  @Test
  void everySeriesIsThereAsJsonAndAsCsv() {
    String id = create(Map.of()).at("/id");
    ended(id);

    JsonNode series = http.get(JOBS + "/" + id + "/metrics").json().at("/data");
    assertThat(series.valueStream().map(one -> one.at("/name").asString()))
        .containsExactly("learning_rate", "loss", "valid_accuracy");
    assertThat(series.at("/1/points").valueStream().map(point -> point.at("/value").asDouble()))
        .containsExactly(1.0, 0.5, 1.0 / 3);
    assertThat(series.at("/1/points/0/step").asInt()).isEqualTo(1);
    assertThat(series.at("/1/points/0/created_at").isIntegralNumber()).isTrue();
    Answer csv = http.get(JOBS + "/" + id + "/metrics", "Accept", "text/csv");
    assertThat(csv.header("Content-Type")).startsWith("text/csv");
    assertThat(csv.text().lines().skip(1)).hasSize(3);
  }

  @Test
  void aJobWithoutCheckpointsHasAnEmptyList() {
    String id = create(Map.of()).at("/id");

    Answer list = http.get(JOBS + "/" + id + "/checkpoints");

    assertThat(list.json().at("/data")).isEmpty();
    assertThat(list.json().at("/has_more").asBoolean()).isFalse();
    ended(id);
  }

  @Test
  void checkpointsAreListedByThePageTheLatestFirst() {
    recipes.trainWith(ScriptedRecipes::trainKeeping);
    String id = create(Map.of("suffix", "spam", "checkpoint", Map.of("every_steps", 1))).at("/id");
    ended(id);
    String path = JOBS + "/" + id + "/checkpoints";

    Answer first = http.get(path + "?limit=1");
    Answer second = http.get(path + "?limit=1&after=" + first.at("/last_id"));

    JsonNode latest = first.json().at("/data/0");
    assertThat(first.json().at("/has_more").asBoolean()).isTrue();
    assertThat(latest.at("/id").asString()).startsWith("ftckpt_").isEqualTo(first.at("/first_id"));
    assertThat(latest.at("/object").asString()).isEqualTo("fine_tuning.job.checkpoint");
    assertThat(latest.at("/fine_tuning_job_id").asString()).isEqualTo(id);
    assertThat(latest.at("/fine_tuned_model_checkpoint").asString())
        .isEqualTo("ft:tiny:local:spam:%s:ckpt-step-2".formatted(id.substring(id.length() - 8)));
    assertThat(latest.at("/step_number").asInt()).isEqualTo(2);
    assertThat(latest.at("/metrics").toString())
        .isEqualTo("{\"step\":2.0,\"train_loss\":0.5,\"valid_accuracy\":0.5}");
    assertThat(second.json().at("/data/0/step_number").asInt()).isEqualTo(1);
    assertThat(second.json().at("/has_more").asBoolean()).isFalse();
    assertThat(http.get(path + "?after=ftckpt_9").status()).isEqualTo(400);
  }

  @Test
  void aCheckpointIsAnAdapterThatJobsStartFrom() {
    recipes.trainWith(ScriptedRecipes::trainKeeping);
    String id = create(Map.of("checkpoint", Map.of("every_steps", 1))).at("/id");
    ended(id);
    Answer kept = http.get(JOBS + "/" + id + "/checkpoints");
    String checkpoint = kept.at("/data/0/id");
    String model = kept.at("/data/0/fine_tuned_model_checkpoint");

    Answer shown = http.get("/v1/adapters/" + checkpoint);
    assertThat(shown.at("/name")).isEqualTo(model);
    assertThat(shown.at("/step")).isEqualTo("2");
    assertThat(http.get("/v1/adapters").text()).doesNotContain(checkpoint);
    assertThat(http.get("/v1/models").text()).doesNotContain(model);
    assertThat(http.get("/v1/models/" + model).at("/adapter_id")).isEqualTo(checkpoint);
    Answer predicted =
        http.postJson("/v1/adapters/" + checkpoint + "/predict", Map.of("inputs", List.of("hi")));
    assertThat(predicted.at("/data/0/label")).isEqualTo("spam");

    Answer next = create(Map.of("adapter", Map.of("from", checkpoint)));
    assertThat(next.at("/start_from")).isEqualTo(checkpoint);
    Answer named =
        http.postJson(JOBS, Map.of("model", model, "training_file", file, "dry_run", true));
    assertThat(named.at("/job/start_from")).isEqualTo(checkpoint);
    ended(next.at("/id"));
    assertThat(
            http.postJson(
                    JOBS,
                    Map.of(
                        "model",
                        "tiny",
                        "training_file",
                        file,
                        "setup",
                        Map.of("stack", List.of(checkpoint, "$new"))))
                .at("/error/message"))
        .contains("is a checkpoint, which goes when later ones come");
    assertThat(
            http.post("/v1/adapters/" + checkpoint + "/eject_prefix_tuning", "").at("/error/code"))
        .isEqualTo("invalid_state");
    assertThat(http.delete("/v1/adapters/" + checkpoint).status()).isEqualTo(200);
    assertThat(http.get(JOBS + "/" + id + "/checkpoints").json().at("/data")).hasSize(1);
  }

  /** One event as it came over the wire. */
  private record Sent(String id, String type, JsonNode data) {
    int number() {
      return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    }
  }

  /** Every event until the stream ends. */
  private List<Sent> read(String job, String last) throws Exception {
    List<Sent> events = new ArrayList<>();
    String id = "";
    String type = "";
    try (Stream<String> lines = lines(job, last)) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          events.add(new Sent(id, type, JsonMapper.shared().readTree(line.substring(6))));
          id = "";
        }
      }
    }
    return events;
  }

  private Stream<String> lines(String job, String last) throws IOException, InterruptedException {
    String[] headers =
        last.equals("0")
            ? new String[] {"Accept", STREAM}
            : new String[] {"Accept", STREAM, "Last-Event-ID", last};
    return http.client()
        .send(http.request(events(job), headers).GET().build(), BodyHandlers.ofLines())
        .body();
  }

  private static String events(String id) {
    return JOBS + "/" + id + "/events";
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
