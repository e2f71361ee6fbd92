package graft.api;

import static org.assertj.core.api.Assertions.assertThat;

import graft.RealService;
import graft.api.web.Http.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Each task of a decoder, from an upload to an answer, as a client sees it. */
class DecoderTasksOverHttpTest extends RealService {
  private LanguageJobs jobs;

  @BeforeEach
  void open() {
    jobs = new LanguageJobs(http);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpt2  | {"text":"the soup needs salt"};{"text":"a bus"}
          llama | {"prompt":"the soup ","completion":"needs salt"};{"prompt":"a","completion":" bus in it"}
          qwen3 | {"input_ids":[5,6,7],"labels":[-100,6,7]};{"input_ids":[8,9],"labels":[8,9]}
          """)
  void aLanguageIsLearnedFromRowsAlone(String family, String rows) throws IOException {
    Answer job = jobs.ended(jobs.create(jobs.model(family), rows, Map.of("adapter", "lora")));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.at("/task/type")).isEqualTo("causal_lm");
    assertThat(job.json().at("/task/head/checkpoint").asBoolean()).as(job.text()).isTrue();
    for (String metric : List.of("perplexity", "accuracy", "loss")) {
      assertThat(job.json().at("/metrics/valid_" + metric).isNumber()).as(job.text()).isTrue();
    }
    JsonNode answer = jobs.predict(job, Map.of("inputs", List.of("no salt"))).json().at("/data/0");
    assertThat(answer.at("/loss").asDouble()).as(answer.toString()).isPositive();
    assertThat(answer.at("/tokens/0").has("log_probability")).isFalse();
    assertThat(answer.at("/tokens/1/log_probability").asDouble()).isNegative();
    Answer refused =
        jobs.predict(job, Map.of("inputs", List.of("no salt"), "return", List.of("labels")));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/return");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpt2    | {"text":"no salt","label":"bad"};{"text":"so very good","label":"good"}          | /label
          mistral | {"tokens":["no","salt"],"tags":["O","B-X"]};{"tokens":["a"],"tags":["O"]}    | /tokens/0/label
          """)
  void otherTasksAreLearnedToo(String family, String rows, String answered) throws IOException {
    Answer job = jobs.ended(jobs.create(jobs.model(family), rows, Map.of()));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    Answer answer = jobs.predict(job, Map.of("inputs", List.of("no salt")));
    assertThat(answer.json().at("/data/0" + answered).isMissingNode()).as(answer.text()).isFalse();
  }

  @Test
  void aHeadOfItsOwnIsTrainedWhereAJobShapesIt() throws IOException {
    Map<String, ?> task = Map.of("type", "causal_lm", "head", Map.of("layers", 2));

    Answer job =
        jobs.ended(jobs.create(jobs.model("gpt2"), "{\"text\":\"no salt\"}", Map.of("task", task)));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.json().at("/task/head/layers").asInt()).isEqualTo(2);
    assertThat(job.json().at("/task/head/checkpoint").asBoolean()).isFalse();
  }
}
