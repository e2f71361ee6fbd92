package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.web.Http.Answer;
import java.util.HashMap;
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

  @Test
  void aGridIsTriedAndItsBestIsKeptWithTheTable() {
    String file = rows();
    String good = train("bert-a", file, Map.of("adapter", "lora"));
    String other = train("bert-a", file, Map.of("adapter", "lora", "seed", 7));
    Map<String, Object> recipe =
        Map.of(
            "adapters",
            List.of(Map.of("id", good), Map.of("id", other)),
            "weights",
            List.of(List.of(0.5, 0.5), List.of(1, 0), List.of(-20, 3)),
            "normalize_weights",
            false,
            "evaluate_on",
            file);

    Answer made = combine(recipe);

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    JsonNode how = http.get(ADAPTERS + "/" + made.at("/id")).json().at("/combination");
    assertThat(how.at("/parents").size()).isEqualTo(2);
    assertThat(how.at("/parents/1").asString()).isEqualTo(other);
    assertThat(how.at("/metric").asString()).isEqualTo("accuracy");
    assertThat(how.at("/table").size()).isEqualTo(3);
    double best = how.at("/table/0/metrics/accuracy").asDouble();
    assertThat(best).isGreaterThanOrEqualTo(how.at("/table/2/metrics/accuracy").asDouble());
    assertThat(how.at("/recipe/adapters/0/weight").asDouble())
        .isEqualTo(how.at("/table/0/weights/0").asDouble());
    Answer byHand =
        combine(
            Map.of(
                "adapters",
                List.of(
                    Map.of("id", good, "weight", how.at("/table/0/weights/0").asDouble()),
                    Map.of("id", other, "weight", how.at("/table/0/weights/1").asDouble())),
                "normalize_weights",
                false));
    assertThat(made.at("/sha256")).isEqualTo(byHand.at("/sha256"));
    assertThat(http.get(ADAPTERS).text()).doesNotContain("adp-trial");
  }

  @Test
  void whatAWayHasNoUseForIsRefused() {
    List<Map<String, String>> one = List.of(Map.of("id", "adp-nobody"));

    refuses(Map.of("majority_sign_method", "frequency"), one, "elects none");
    refuses(Map.of("method", "cat", "normalize_weights", true), one, "takes weights as they are");
    refuses(Map.of("svd_clamp", 0.9), one, "svd_clamp is for PEFT's methods that end in svd");
    refuses(Map.of("method", "svd", "svd_clamp", 2), one, "svd_clamp must be from 0 to 1");
    refuses(Map.of("weights", List.of(List.of(1))), one, "must name the file that decides");
    refuses(Map.of("weights", List.of(List.of(1, 2))), one, "must be lists of 1");
    refuses(Map.of("evaluate_on", "file-1"), one, "is for several weights");
  }

  private void refuses(Map<String, Object> more, List<?> adapters, String reason) {
    Map<String, Object> recipe = new HashMap<>(more);
    recipe.put("adapters", adapters);
    Answer answer = combine(recipe);
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.text()).contains(reason);
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
