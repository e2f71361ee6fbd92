package graft.api.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.web.Http.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What clients get for the reference's runs, padded as the reference was given them. */
class GenerationParityOverHttpTest extends LanguageService {
  @ParameterizedTest
  @ValueSource(strings = {"llama-a", "llama-c", "gpt2-a", "qwen3-a", "t5-a", "bart-a"})
  void everyRunGivesTheReferencesTokens(String model) {
    Recorded recorded = Recorded.of(model);
    for (JsonNode run : recorded.runs()) {
      boolean isDrawn = run.path("kind").asString().equals("probabilities");
      Answer answer = http.postJson("/v1/models/" + model + "/predict", request(recorded, run));
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      for (int row = 0; row < recorded.rows(); row++) {
        JsonNode entry = answer.json().at("/data/" + row);
        if (isDrawn) {
          probabilitiesAgree(recorded, run, row, entry);
        } else {
          tokensAgree(recorded, run, row, entry);
        }
      }
    }
  }

  private static Map<String, ?> request(Recorded recorded, JsonNode run) {
    Map<String, Object> generation =
        new HashMap<>(JsonMapper.shared().convertValue(run.path("options"), Map.class));
    boolean isDrawn = run.path("kind").asString().equals("probabilities");
    if (isDrawn) {
      generation.putAll(Map.of("max_new_tokens", 2, "seed", 3));
    }
    Map<String, Object> inputs =
        Map.of(
            "input_ids", IntStream.range(0, recorded.rows()).mapToObj(recorded::ids).toList(),
            "attention_mask",
                IntStream.range(0, recorded.rows()).mapToObj(recorded::mask).toList());
    return Map.of(
        "inputs",
        inputs,
        "generation",
        generation,
        "return",
        isDrawn ? List.of("next_token_probabilities") : List.of());
  }

  private static void tokensAgree(Recorded recorded, JsonNode run, int row, JsonNode entry) {
    String name = run.path("name").asString();
    int returned = run.path("options").path("num_return_sequences").asInt(1);
    List<JsonNode> texts =
        returned == 1 ? List.of(entry) : entry.path("sequences").valueStream().toList();
    assertThat(texts).hasSize(returned);
    for (int i = 0; i < returned; i++) {
      List<Integer> ids =
          texts.get(i).path("generated_ids").valueStream().map(JsonNode::asInt).toList();
      List<Integer> expected = recorded.newIds(name, row * returned + i);
      List<Integer> filled = new ArrayList<>(ids);
      while (filled.size() < expected.size()) {
        filled.add(run.path("pad_token_id").asInt());
      }
      assertThat(filled).as("%s, row %d", name, row).isEqualTo(expected);
      if (run.path("kind").asString().equals("beam")) {
        assertThat(texts.get(i).path("score").asDouble())
            .isCloseTo(recorded.score(name, row * returned + i), within(1e-4));
      }
    }
    boolean isFull = expectedLength(run) == texts.getFirst().path("generated_ids").size();
    assertThat(entry.path("finish_reason").asString())
        .isIn(isFull ? List.of("length", "stop") : List.of("stop"));
  }

  private static int expectedLength(JsonNode run) {
    return run.path("options").path("max_new_tokens").asInt();
  }

  private static void probabilitiesAgree(Recorded recorded, JsonNode run, int row, JsonNode entry) {
    String name = run.path("name").asString();
    float[] expected = recorded.probabilities(name, row);
    JsonNode shares = entry.path("next_token_probabilities");
    assertThat(shares).as(name).hasSize(run.path("kept").path(row).asInt());
    double last = 1;
    for (JsonNode share : shares) {
      double found = share.path("probability").asDouble();
      assertThat(found).isCloseTo(expected[share.path("id").asInt()], within(1e-5));
      assertThat(found).isLessThanOrEqualTo(last);
      last = found;
    }
  }
}
