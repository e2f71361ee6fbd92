package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A union that the reference library has no words for, over HTTP: trained, folded and saved. */
class UnionAdapterTest extends ExchangeOverHttp {
  private static final String ROWS = "text,label\nstop,no\ngo,yes\nhalt,no\nwalk,yes\n";

  @Test
  void loraAtTheQueriesStandsBesideIa3() {
    String id = train("lora[attn_matrices=['q'],init_weights='bert']|ia3");
    JsonNode before = logits(id);

    Answer merged = http.post(ADAPTERS + "/" + id + "/merge", "");

    assertThat(merged.status()).as(merged.text()).isEqualTo(200);
    assertThat(merged.json().at("/largest_logit_difference").asDouble()).isCloseTo(0, within(1e-4));
    assertThat(http.post(ADAPTERS + "/" + id + "/reset", "").status()).isEqualTo(200);
    assertThat(logits(id)).isEqualTo(before);
    assertThat(answer(id, "weights?format=safetensors").statusCode()).isEqualTo(200);
    HttpResponse<byte[]> refused = answer(id, "weights?format=adapterhub");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(new String(refused.body(), StandardCharsets.UTF_8))
        .contains("format_not_supported")
        .contains("configs/0 (lora) and configs/1 (ia3) have one architecture");
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
