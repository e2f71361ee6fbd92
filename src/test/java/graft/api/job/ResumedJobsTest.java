package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A real job that is paused and resumed over HTTP, beside one that is not. */
class ResumedJobsTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final int STEPS = 60;

  @Test
  void aJobThatIsPausedAndResumedMakesTheBytesOfOneThatIsNot() {
    Map<String, Object> body = new HashMap<>();
    body.put("model", MODEL);
    body.put("training_file", upload());
    body.put("seed", 11);
    body.put("validation_split", 0.25);
    body.put("adapter", "pfeiffer[reduction_factor=4]");
    body.put("training", Map.of("max_steps", STEPS, "batch_size", 2, "dropout", 0.1));
    body.put("evaluation", Map.of("every_steps", 20));
    body.put("checkpoint", Map.of("every_steps", 7, "keep_last", 3));
    String whole = http.postJson(JOBS, body).at("/id");
    ended(whole);

    String broken = http.postJson(JOBS, body).at("/id");
    await().until(() -> http.get(JOBS + "/" + broken).json().at("/progress/step").asInt() > 0);
    assertThat(http.post(JOBS + "/" + broken + "/pause", "").at("/status")).isEqualTo("paused");
    await().until(() -> texts(broken).stream().anyMatch(text -> text.contains("job paused")));
    Answer kept = http.get(JOBS + "/" + broken + "/checkpoints");
    int step = kept.json().at("/data/0/step_number").asInt();
    assertThat(step).isBetween(1, STEPS - 1);
    predict(kept.at("/data/0/id"));
    assertThat(http.post(JOBS + "/" + broken + "/resume", "").at("/status")).isEqualTo("queued");
    ended(broken);

    assertThat(adapter(broken).at("/sha256")).isEqualTo(adapter(whole).at("/sha256"));
    assertThat(series(broken)).isEqualTo(series(whole)).hasSizeGreaterThan(STEPS);
    assertThat(texts(broken))
        .contains("Training goes on after step %d of %d on cpu".formatted(step, STEPS))
        .filteredOn(text -> text.startsWith("Step"))
        .isEqualTo(texts(whole).stream().filter(text -> text.startsWith("Step")).toList());
    assertThat(http.get(JOBS + "/" + broken + "/checkpoints").json().at("/data"))
        .hasSize(3)
        .extracting(checkpoint -> checkpoint.at("/step_number").asInt())
        .isEqualTo(List.of(56, 49, 42));
    assertThat(http.get("/actuator/prometheus").text())
        .contains("graft_checkpoint_seconds_count", "graft_checkpoint_bytes_bucket");
  }

  private void predict(String checkpoint) {
    Answer answer =
        http.postJson(
            "/v1/adapters/" + checkpoint + "/predict", Map.of("inputs", List.of("the cat")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.at("/data/0/label")).isIn("a", "b");
    Answer weights = http.get("/v1/adapters/" + checkpoint + "/weights?format=adapterhub");
    assertThat(weights.status()).isEqualTo(200);
    assertThat(weights.text()).contains("adapter_config.json").doesNotContain("training_state");
  }

  private Answer adapter(String job) {
    return http.get("/v1/adapters/" + http.get(JOBS + "/" + job).at("/adapter_id"));
  }

  /** Every point, without the time at which it was measured. */
  private List<String> series(String job) {
    return http.get(JOBS + "/" + job + "/metrics", "Accept", "text/csv").text().lines().toList();
  }

  private List<String> texts(String job) {
    JsonNode events = http.get(JOBS + "/" + job + "/events?limit=100").json().at("/data");
    return events.valueStream().map(event -> event.at("/message").asString()).toList().reversed();
  }

  private void ended(String job) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> Set.of("succeeded", "failed").contains(http.get(JOBS + "/" + job).at("/status")));
    Answer end = http.get(JOBS + "/" + job);
    assertThat(end.at("/status")).as(end.text()).isEqualTo("succeeded");
  }

  private String upload() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      rows.append("{\"text\":\"the cat and %d\",\"label\":\"a\"}\n".formatted(i));
      rows.append("{\"text\":\"a dog of %d\",\"label\":\"b\"}\n".formatted(i));
    }
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("rows.jsonl", rows.toString())
        .postTo(http, "/v1/files")
        .at("/id");
  }
}
