package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.web.Http.Answer;
import graft.dispatch.ScriptedRecipes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterTasksTest extends JobsOverHttp {
  private final CountDownLatch isOver = new CountDownLatch(1);
  private String adapter;

  @BeforeEach
  void train() {
    adapter =
        "/v1/adapters/" + ended(create(Map.of("adapter", "lora")).at("/id")).at("/adapter_id");
  }

  @Test
  void eachInputGetsAnAnswerInWhateverFormItCame() {
    List<Object> forms =
        List.of(
            List.of("one", "two"),
            List.of(Map.of("text", "one"), Map.of("text", "two", "text_pair", "more")),
            List.of(
                Map.of("input_ids", List.of(1, 2), "attention_mask", List.of(1, 1)),
                Map.of("input_ids", List.of(3))),
            List.of("one", Map.of("input_ids", List.of(3))),
            Map.of(
                "input_ids", List.of(List.of(1, 2), List.of(3)),
                "attention_mask", List.of(List.of(1, 1), List.of(1))));

    for (Object inputs : forms) {
      Answer answer = predict(Map.of("inputs", inputs, "return", List.of("labels", "logits")));

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.at("/object")).isEqualTo("list");
      assertThat(answer.json().at("/data")).hasSize(2);
      assertThat(answer.at("/data/1/label")).isEqualTo("spam");
      assertThat(answer.json().at("/data/0/logits/1").asDouble()).isEqualTo(-1.5);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                        | /inputs
          {"inputs": []}                                            | /inputs
          {"inputs": 3}                                             | /inputs
          {"inputs": [1]}                                           | /inputs/0
          {"inputs": [{"txt": "a"}]}                                | /inputs/0/txt
          {"inputs": [{"question": "a"}]}                           | /inputs/0/context
          {"inputs": [{"context": "a"}]}                            | /inputs/0/question
          {"inputs": [{"question": "a", "context": 1}]}             | /inputs/0/context
          {"inputs": [{"question": "a", "text_pair": "b"}]}         | /inputs/0
          {"inputs": [{"text_pair": "a"}]}                          | /inputs/0/text
          {"inputs": [{}]}                                          | /inputs/0/text
          {"inputs": ["a", "b", "c", {"input_ids": [1.5]}]}         | /inputs/3/input_ids
          {"inputs": ["a", {"input_ids": 3}]}                       | /inputs/1/input_ids
          {"inputs": [{"input_ids": [1], "attention_mask": [1, 1]}]} | /inputs/0/attention_mask
          {"inputs": [{"attention_mask": [1]}]}                     | /inputs/0/input_ids
          {"inputs": [{"input_ids": [1], "text": "a"}]}             | /inputs/0
          {"inputs": [{"image": "", "pixel_values": []}]}           | /inputs/0
          {"inputs": [{"pixel_values": 1}]}                         | /inputs/0/pixel_values
          {"inputs": {"ids": [[1]]}}                                | /inputs/input_ids
          {"inputs": {"input_ids": [[1.5]]}}                        | /inputs/input_ids
          {"inputs": {"input_ids": [[1]], "attention_mask": [[1,1]]}} | /inputs/attention_mask
          {"inputs": ["a"], "return": ["everything"]}               | /return/0
          {"inputs": ["a"], "generation": {}}                       | /generation
          {"inputs": ["a"], "setup": {"stack": ["adp-1", "adp-2"]}} | /setup
          """)
  void aFaultyRequestIsRefusedWithItsPlace(String body, String pointer) {
    Answer answer = http.postJson(adapter + "/predict", body);

    assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
    assertThat(answer.json().at("/errors").valueStream().map(e -> e.at("/pointer").asString()))
        .contains(pointer);
  }

  @Test
  void mergingAndResettingChangeTheState() {
    Answer merged = http.post(adapter + "/merge", "");
    assertThat(merged.status()).as(merged.text()).isEqualTo(200);
    assertThat(merged.at("/state")).isEqualTo("merged");
    assertThat(merged.json().at("/merged_sites").asInt()).isEqualTo(2);
    assertThat(merged.json().at("/largest_logit_difference").asDouble()).isEqualTo(1e-6);
    assertThat(http.get(adapter).at("/state")).isEqualTo("merged");
    Answer again = http.post(adapter + "/merge", "");
    assertThat(again.status()).as(again.text()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(merged.json());

    Answer reset = http.post(adapter + "/reset", "");
    assertThat(reset.at("/state")).isEqualTo("ready");
    assertThat(reset.at("/base_sha256")).isEqualTo(merged.at("/base_sha256"));
    assertThat(reset.at("/loaded_sha256")).isEqualTo(merged.at("/loaded_sha256"));
    assertThat(http.get(adapter).at("/state")).isEqualTo("ready");
  }

  @AfterEach
  void letEveryTrainingEnd() {
    isOver.countDown();
  }

  @Test
  void aMergeLeavesJobsAloneThatWereSentBefore() {
    recipes.trainWith((spec, run) -> {
      await(isOver);
      return ScriptedRecipes.train(spec, run);
    });
    String id = http.get(adapter).at("/id");
    String onward = create(Map.of("adapter", Map.of("from", id))).at("/id");
    String beside = create(Map.of("setup", Map.of("stack", List.of(id, "$new")))).at("/id");

    assertThat(http.post(adapter + "/merge", "").at("/state")).isEqualTo("merged");
    Answer tooLate = create(Map.of("adapter", Map.of("from", id)));
    assertThat(tooLate.at("/error/code")).isEqualTo("adapter_merged");
    isOver.countDown();

    for (String job : List.of(onward, beside)) {
      assertThat(ended(job).at("/status")).isEqualTo("succeeded");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anUnknownAdapterIsNotFound() {
    for (String action : List.of("predict", "merge", "reset")) {
      Answer answer = http.postJson("/v1/adapters/adp-unknown/" + action, "{\"inputs\":[\"a\"]}");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.at("/error/code")).isEqualTo("adapter_not_found");
    }
  }

  private Answer predict(Map<String, ?> body) {
    return http.postJson(adapter + "/predict", body);
  }
}
