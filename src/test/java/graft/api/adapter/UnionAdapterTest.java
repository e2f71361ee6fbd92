package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.web.Http.Answer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A union that the reference library has no words for, over HTTP: trained, folded and saved. */
class UnionAdapterTest extends ExchangeOverHttp {
  @Test
  void loraAtTheQueriesStandsBesideIa3() {
    String id = train("lora[attn_matrices=['q'],init_weights='bert']|ia3");
    JsonNode before = labelLogits(id);

    Answer merged = http.post(ADAPTERS + "/" + id + "/merge", "");

    assertThat(merged.status()).as(merged.text()).isEqualTo(200);
    assertThat(merged.json().at("/largest_logit_difference").asDouble()).isCloseTo(0, within(1e-4));
    assertThat(http.post(ADAPTERS + "/" + id + "/reset", "").status()).isEqualTo(200);
    assertThat(labelLogits(id)).isEqualTo(before);
    assertThat(answer(id, "weights?format=safetensors").statusCode()).isEqualTo(200);
    HttpResponse<byte[]> refused = answer(id, "weights?format=adapterhub");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(new String(refused.body(), StandardCharsets.UTF_8))
        .contains("format_not_supported")
        .contains("configs/0 (lora) and configs/1 (ia3) have one architecture");
  }
}
