package graft.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.web.Http.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Each task of an encoder, from an upload to an answer, as a client sees it. */
class EncoderTasksOverHttpTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          all-MiniLM-L6-v2 | sequence_classification    | {"text":"no salt","label":"bad"};{"text":"so good","label":"good"} | valid_accuracy   | /label
          distilbert-a     | multi_label_classification | {"text":"no salt","labels":["a","b"]};{"text":"no","labels":["b"]} | valid_micro_f1   | /labels
          all-MiniLM-L6-v2 | regression                 | {"text":"no salt","score":1};{"text":"so good","score":2.5}        | valid_mse        | /score
          distilbert-a     | token_classification       | {"tokens":["no","salt"],"tags":["O","B-X"]};{"tokens":["a"],"tags":["O"]} | valid_f1  | /tokens/0/label
          all-MiniLM-L6-v2 | masked_lm                  | {"text":"the soup needs salt"};{"text":"a bus in the report"}      | valid_perplexity | /generated_text
          """)
  void aTaskIsTrainedAndAnswered(
      String model, String task, String rows, String metric, String answered) {
    Answer job = ended(create(model, rows, Map.of("task", Map.of("type", task))));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.json().at("/metrics/" + metric).isNumber()).as(job.text()).isTrue();
    Answer answer = predict(job, Map.of("inputs", List.of("no salt")));
    assertThat(answer.json().at("/data/0" + answered).isMissingNode()).as(answer.text()).isFalse();
  }

  @Test
  void anAnswerIsFoundInAContext() {
    String rows =
        """
        {"question":"who?","context":"the dog sleeps","answers":{"text":["dog"],"answer_start":[4]}};\
        {"question":"what?","context":"a bus","answers":{"text":["bus"],"answer_start":[2]}}\
        """;
    Answer job = ended(create(DISTILLED, rows, Map.of()));

    assertThat(job.at("/task/type")).as(job.text()).isEqualTo("question_answering");
    assertThat(job.json().at("/metrics/valid_exact_match").isNumber()).as(job.text()).isTrue();
    JsonNode answer =
        predict(
                job,
                Map.of("inputs", List.of(Map.of("text", "who?", "text_pair", "the dog sleeps"))))
            .json()
            .at("/data/0");
    assertThat(answer.at("/start_logits")).hasSameSizeAs(answer.at("/end_logits")).isNotEmpty();
    assertThat(answer.at("/answer").isString()).isTrue();
    Map<String, String> asColumns = Map.of("question", "who?", "context", "the dog sleeps");
    assertThat(predict(job, Map.of("inputs", List.of(asColumns))).json().at("/data/0"))
        .isEqualTo(answer);
    assertThat(predict(job, Map.of("inputs", List.of("who?"))).at("/errors/0/pointer"))
        .isEqualTo("/inputs/0/text_pair");
  }

  @Test
  void oneOfSeveralIsChosen() {
    String rows =
        """
        {"text":"where?","choices":["at the bus","no salt"],"label":0};\
        {"text":"what?","choices":["at the bus","a report"],"label":1}\
        """;
    Answer job = ended(create(DISTILLED, rows, Map.of()));

    assertThat(job.at("/task/type")).as(job.text()).isEqualTo("multiple_choice");
    assertThat(job.json().at("/metrics/valid_accuracy").isNumber()).as(job.text()).isTrue();
    Answer answer =
        predict(
            job,
            Map.of(
                "inputs",
                List.of(Map.of("text", "where?", "choices", List.of("at the bus", "no salt")))));
    assertThat(answer.at("/data/0/label")).as(answer.text()).isIn("0", "1");
    assertThat(answer.json().at("/data/0/logits")).hasSize(2);
    assertThat(predict(job, Map.of("inputs", List.of("where?"))).at("/errors/0/pointer"))
        .isEqualTo("/inputs/0");
  }

  @Test
  void aDryRunShowsARowOfTheTask() {
    Answer answer =
        create(
            DISTILLED,
            "{\"tokens\":[\"no\",\"salt\"],\"tags\":[\"DET\",\"NOUN\"]}",
            Map.of("dry_run", true));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).contains("token_classification", "NOUN");
  }

  @Test
  void aModelSaysWhatItCanLearn() {
    JsonNode model = http.get("/v1/models/" + DISTILLED).json();

    assertThat(model.at("/tasks").valueStream().map(JsonNode::asString))
        .contains("token_classification", "masked_lm", "question_answering")
        .doesNotContain("causal_lm");
  }

  private Answer create(String model, String rows, Map<String, ?> more) {
    String lines = (rows.replace(";{", "\n{") + "\n").repeat(4);
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.jsonl", lines)
            .postTo(http, "/v1/files")
            .at("/id");
    Map<String, Object> body =
        new HashMap<>(
            Map.of(
                "model", model,
                "training_file", file,
                "validation_file", file,
                "adapter", "ia3",
                "training", Map.of("max_steps", 3)));
    body.putAll(more);
    return http.postJson(JOBS, body);
  }

  private Answer ended(Answer created) {
    assertThat(created.status()).as(created.text()).isLessThan(300);
    String path = JOBS + "/" + created.at("/id");
    await().atMost(Duration.ofMinutes(1)).until(() -> ENDS.contains(http.get(path).at("/status")));
    return http.get(path);
  }

  private Answer predict(Answer job, Map<String, ?> body) {
    return http.postJson("/v1/adapters/" + job.at("/adapter_id") + "/predict", body);
  }
}
