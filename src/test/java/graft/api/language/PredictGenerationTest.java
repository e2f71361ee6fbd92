package graft.api.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.web.Http.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Text that base models write for a request for predictions. */
class PredictGenerationTest extends LanguageService {
  private static final List<Map<String, ?>> TALK =
      List.of(Map.of("role", "user", "content", "Is there a bus after midnight?"));

  @Test
  void aPromptComesInAnyForm() {
    Map<String, ?> generation = Map.of("max_new_tokens", 5);
    List<?> inputs =
        List.of(
            "Is there a bus?",
            Map.of("text", "Is there a bus?"),
            Map.of("prompt", "Is there a bus?"),
            Map.of("source", "Is there a bus?"),
            Map.of("messages", TALK),
            Map.of("messages", TALK, "chat_template_kwargs", Map.of("enable_thinking", false)));

    Answer answer = predict("qwen3-a", Map.of("inputs", inputs, "generation", generation));

    JsonNode data = answer.json().at("/data");
    for (int i = 1; i < 4; i++) {
      assertThat(data.get(i)).isEqualTo(data.get(0));
    }
    assertThat(data.at("/0/generated_ids")).hasSize(5);
    assertThat(data.at("/0/finish_reason").asString()).isEqualTo("length");
    assertThat(data.at("/0").has("loss")).isFalse();
    assertThat(answer.json().at("/seed").isNull()).isTrue();
  }

  @Test
  void whereNothingIsSaidATextIsJudgedAndGoneOnFrom() {
    JsonNode entry =
        predict("gpt2-a", Map.of("inputs", List.of("Is there a bus?"))).json().at("/data/0");
    assertThat(entry.at("/loss").asDouble()).isPositive();
    assertThat(entry.at("/tokens")).isNotEmpty();
    assertThat(entry.at("/generated_ids")).isNotEmpty();
    JsonNode judged =
        predict("gpt2-a", Map.of("inputs", List.of("Is there a bus?"), "return", List.of("logits")))
            .json()
            .at("/data/0");
    assertThat(judged.at("/logits")).isNotEmpty();
    assertThat(judged.has("generated_text")).isFalse();
  }

  @Test
  void aSeedGivesTheSameTokensAloneAndInABatchAndIsReturnedWhereItWasDrawn() {
    Map<String, ?> drawn = Map.of("do_sample", true, "max_new_tokens", 12, "seed", 11);
    List<String> texts = List.of("The soup", "Is there a bus after midnight?", "a");
    JsonNode batch =
        predict("llama-a", Map.of("inputs", texts, "generation", drawn)).json().at("/data");
    for (int i = 0; i < texts.size(); i++) {
      JsonNode alone =
          predict("llama-a", Map.of("inputs", List.of(texts.get(i)), "generation", drawn))
              .json()
              .at("/data/0");
      assertThat(alone).isEqualTo(batch.get(i));
    }
    Answer unseeded =
        predict(
            "llama-a",
            Map.of("inputs", texts, "generation", Map.of("top_p", 0.9, "max_new_tokens", 12)));
    Answer again =
        predict(
            "llama-a",
            Map.of(
                "inputs",
                texts,
                "generation",
                Map.of(
                    "top_p",
                    0.9,
                    "max_new_tokens",
                    12,
                    "seed",
                    unseeded.json().at("/seed").asLong())));
    assertThat(again.json().at("/data")).isEqualTo(unseeded.json().at("/data"));
  }

  @Test
  void severalTextsAndTheirLogprobs() {
    Map<String, ?> generation =
        Map.of("do_sample", true, "num_return_sequences", 3, "max_new_tokens", 4, "seed", 1);
    JsonNode entry =
        predict(
                "qwen3-a",
                Map.of(
                    "inputs",
                    List.of("bus"),
                    "generation",
                    generation,
                    "return",
                    List.of("logprobs", "next_token_probabilities")))
            .json()
            .at("/data/0");
    assertThat(entry.at("/sequences")).hasSize(3);
    assertThat(entry.at("/sequences/0/generated_ids")).isEqualTo(entry.at("/generated_ids"));
    assertThat(entry.at("/logprobs")).hasSize(4);
    assertThat(entry.at("/logprobs/0/id")).isEqualTo(entry.at("/generated_ids/0"));
    double first = Math.exp(entry.at("/logprobs/0/logprob").asDouble());
    double told =
        entry
            .at("/next_token_probabilities")
            .valueStream()
            .filter(share -> share.at("/id").equals(entry.at("/generated_ids/0")))
            .mapToDouble(share -> share.at("/probability").asDouble())
            .sum();
    assertThat(told).isCloseTo(first, within(1e-6));
  }

  @Test
  void theSamplingOfTheModelsFilesIsTaken() {
    Answer answer = predict("qwen3-a", Map.of("inputs", List.of("bus"), "generation", "model"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/data/0/finish_reason").asString()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          llama-a | {"inputs":["a"],"generation":{"max_tokens":3}}                         | 422 | /generation/max_tokens     | did you mean max_new_tokens?
          llama-a | {"inputs":["a"],"generation":{"temperature":-1}}                       | 422 | /generation/temperature    | must be above 0
          llama-a | {"inputs":["a"],"generation":{"num_beams":2,"top_k":3}}                | 422 | /generation/num_beams      | where tokens are drawn
          llama-a | {"inputs":["a"],"generation":{"num_return_sequences":2}}               | 422 | /generation/num_return_sequences | from 1 to 1
          llama-a | {"inputs":["a"],"generation":{"eos_token_id":99999}}                   | 422 | /generation/eos_token_id   | must be below
          llama-a | {"inputs":["a"],"generation":{"max_new_tokens":100000}}                | 422 | /generation/max_new_tokens | 100000 new tokens are wanted, and the model has 64 positions
          llama-a | {"inputs":["a"],"generation":"models"}                                 | 400 | /generation                | an object or "model"
          llama-a | {"inputs":["a"],"return":["logprobs","logits"]}                        | 422 | /return                    | nothing is generated
          llama-a | {"inputs":[{"messages":[{"role":"user"}]}]}                            | 422 | /inputs/0/messages/0/content | content is required
          llama-a | {"inputs":[{"messages":[{"role":"user","content":"a"}]}]}              | 422 |                            | the model has no chat template
          llama-a | {"inputs":[{"source":"a","target":"b"}],"generation":{}}               | 422 | /inputs/0/target           | not read where text is generated
          llama-a | {"inputs":{"input_ids":[[99999]]},"generation":{}}                     | 422 | /inputs/0/input_ids        | not 99999
          all-MiniLM-L6-v2 | {"inputs":["a"],"generation":{}}                             | 422 | /generation                | only language models generate text
          nothing | {"inputs":["a"]}                                                       | 404 |                            | nothing
          llama-a | {"inputs":["a"],"setup":"none"}                                        | 422 | /setup                     | unknown attribute setup
          """)
  void whatCannotBeDoneIsRefused(
      String model, String body, int status, String pointer, String message) {
    Answer refused = http.postJson("/v1/models/" + model + "/predict", body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    if (pointer != null) {
      assertThat(refused.at("/errors/0/pointer")).as(refused.text()).isEqualTo(pointer);
    }
    assertThat(refused.at("/error/message")).contains(message);
  }

  @Test
  void aPromptThatLeavesNoPositionIsToldBothNumbers() {
    String prompt = "salt ".repeat(400);
    Answer refused = send("gpt2-a", Map.of("inputs", List.of(prompt), "generation", Map.of()));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/inputs/0");
    assertThat(refused.at("/error/message"))
        .containsPattern("has \\d+ tokens, and the model \\d+ positions");
  }

  private Answer predict(String model, Map<String, ?> body) {
    Answer answer = send(model, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  private Answer send(String model, Map<String, ?> body) {
    return http.postJson("/v1/models/" + model + "/predict", body);
  }
}
