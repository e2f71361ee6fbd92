package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.web.Http.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Adapters combined over HTTP. */
class CombineAdaptersTest extends ExchangeOverHttp {
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
    near(labelLogits(id), labelLogits(parent), 1e-5);
    Answer cat =
        combine(
            Map.of(
                "adapters",
                List.of(Map.of("id", parent, "weight", 0.25), Map.of("id", parent, "weight", 0.75)),
                "method",
                "cat"));
    assertThat(cat.status()).as(cat.text()).isEqualTo(200);
    assertThat(cat.json().at("/config/r").asInt()).isEqualTo(16);
    near(labelLogits(cat.at("/id")), labelLogits(parent), 1e-4);
    assertThat(answer(cat.at("/id"), "weights?format=peft").statusCode()).isEqualTo(200);
  }

  @Test
  void everyFaultOfARecipeIsSaid() {
    Answer refused =
        combine(Map.of("adapters", List.of(Map.of("id", "adp-nobody")), "method", "ties"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text()).contains("density must be said for ties");
    assertThat(
            combine(Map.of("adapters", List.of(Map.of("id", "adp-nobody")), "density", 0.5)).text())
        .contains("density is for methods that leave entries out, and linear takes all of them");
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
}
