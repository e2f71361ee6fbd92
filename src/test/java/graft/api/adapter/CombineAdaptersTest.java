package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Adapters combined over HTTP. */
class CombineAdaptersTest extends ExchangeOverHttp {
  private static final String ROWS = "text,label\nstop,no\ngo,yes\nhalt,no\nwalk,yes\n";

  @Test
  void aMeanOfOneAdapterWithItselfIsTheSameAndItsFilesCanBeTaken() {
    String parent = train("lora[init_weights='bert']");

    Answer made =
        http.postJson(
            ADAPTERS,
            Map.of(
                "name",
                "twice",
                "combine",
                Map.of(
                    "adapters",
                    List.of(
                        Map.of("id", parent, "weight", 3), Map.of("id", parent, "weight", 1)))));

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    String id = made.at("/id");
    assertThat(made.at("/parent_id")).isEqualTo(parent);
    assertThat(made.at("/notices/0")).startsWith("combined by linear of " + parent);
    near(logits(id), logits(parent), 1e-5);
    Answer cat =
        combine(
            Map.of(
                "adapters",
                List.of(Map.of("id", parent, "weight", 0.25), Map.of("id", parent, "weight", 0.75)),
                "method",
                "cat"));
    assertThat(cat.status()).as(cat.text()).isEqualTo(200);
    assertThat(cat.json().at("/config/r").asInt()).isEqualTo(16);
    near(logits(cat.at("/id")), logits(parent), 1e-4);
    assertThat(answer(cat.at("/id"), "weights?format=peft").statusCode()).isEqualTo(200);
  }

  @Test
  void everyFaultOfARecipeIsSaid() {
    Answer refused =
        combine(Map.of("adapters", List.of(Map.of("id", "adp-nobody")), "method", "ties"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text()).contains("density must be said for ties");
    assertThat(combine(Map.of("adapters", List.of(Map.of("id", "adp-nobody")))).text())
        .contains("/combine/adapters/0/id");
  }

  private Answer combine(Map<String, Object> recipe) {
    return http.postJson(ADAPTERS, Map.of("combine", recipe));
  }

  private static void near(JsonNode found, JsonNode expected, double tolerance) {
    assertThat(found.size()).isEqualTo(expected.size());
    for (int row = 0; row < found.size(); row++) {
      for (int i = 0; i < expected.get(row).at("/logits").size(); i++) {
        assertThat(found.get(row).at("/logits").get(i).asDouble())
            .isCloseTo(expected.get(row).at("/logits").get(i).asDouble(), within(tolerance));
      }
    }
  }

  private JsonNode logits(String id) {
    return http.postJson(
            ADAPTERS + "/" + id + "/predict",
            Map.of("inputs", List.of("go", "stop now"), "return", List.of("logits")))
        .json()
        .at("/data");
  }

  private String train(String adapter) {
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.csv", ROWS)
            .postTo(http, "/v1/files")
            .at("/id");
    Answer job =
        http.postJson(
            "/v1/fine_tuning/jobs",
            Map.of("model", "bert-a", "training_file", file, "adapter", adapter));
    assertThat(job.status()).as(job.text()).isEqualTo(200);
    String url = "/v1/fine_tuning/jobs/" + job.at("/id");
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(http.get(url).at("/status")).isEqualTo("succeeded"));
    return http.get(url).at("/adapter_id");
  }
}
