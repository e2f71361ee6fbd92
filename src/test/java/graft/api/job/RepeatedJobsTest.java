package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.spec.adapter.Presets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** A job is repeated from its own record, whatever it trains. */
class RepeatedJobsTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final String TEXTS =
      "{\"text\":\"the cat\",\"label\":\"a\"}\n{\"text\":\"a dog\",\"label\":\"b\"}\n";

  /** What is of one attempt, and of no request. */
  private static final List<String> OF_ONE_ATTEMPT =
      List.of(
          "id",
          "created_at",
          "started_at",
          "finished_at",
          "estimated_finish",
          "fine_tuned_model",
          "result_files",
          "status",
          "trained_tokens",
          "error",
          "progress",
          "metrics",
          "adapter_id",
          "attempts",
          "worker",
          "device");

  static Stream<Arguments> methods() {
    return Stream.concat(
            Presets.byName().keySet().stream()
                .filter(name -> !name.contains("fusion") && !name.contains("tokens")),
            Stream.of(
                "prefix_tuning|parallel",
                "lora[r=4,use_gating=True]",
                "peft_trainable_tokens[token_indices=[5]]"))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aJobOfEachMethodIsRepeatedFromItsRecord(String adapter) {
    repeat(TEXTS, Map.of("adapter", adapter));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sequence_classification    | {"text":"the cat","label":"a"}                       | {"text":"a dog","label":"b"}
          multi_label_classification | {"text":"the cat","labels":["a","b"]}                | {"text":"a dog","labels":["b"]}
          multi_label_classification | {"text":"the cat","labels":[0,1,1]}                  | {"text":"a dog","labels":[1,0,0]}
          regression                 | {"text":"the cat","score":0.5}                       | {"text":"a dog","score":1.5}
          token_classification       | {"tokens":["the","cat"],"tags":["O","B-X"]}          | {"tokens":["a","dog"],"tags":["O","O"]}
          question_answering         | {"question":"who?","context":"the cat","answers":{"text":["cat"],"answer_start":[4]}} | {"question":"who?","context":"a dog","answers":{"text":["dog"],"answer_start":[2]}}
          masked_lm                  | {"text":"the cat"}                                   | {"text":"a dog"}
          multiple_choice            | {"text":"the","choices":["cat","dog"],"label":0}     | {"text":"a","choices":["dog","bus"],"label":1}
          """)
  void aJobOfEachTaskIsRepeatedFromItsRecord(String type, String first, String second) {
    repeat(
        (first + "\n" + second + "\n").repeat(3),
        Map.of("task", Map.of("type", type), "validation_split", 0.5));
  }

  @Test
  void aJobThatSaysEverythingIsRepeatedFromItsRecord() {
    repeat(
        TEXTS.repeat(3),
        Map.of(
            "suffix",
            "all",
            "metadata",
            Map.of("team", "red"),
            "columns",
            Map.of("text", "text", "label", "label"),
            "hyperparameters",
            Map.of("n_epochs", 2, "batch_size", "auto"),
            "validation_split",
            0.5,
            "training",
            Map.of("max_grad_norm", 0, "dropout", 0.1, "precision", "auto", "max_length", 12),
            "evaluation",
            Map.of("every_steps", 1, "metric", "macro_f1", "early_stopping_patience", 2)));
  }

  @Test
  void aRepeatedJobSaysWhetherItsBytesAreTheSame() {
    Map<String, Object> body = Map.of("model", MODEL, "training_file", upload(TEXTS));
    Answer first = ended(http.postJson(JOBS, body));
    String id = first.at("/id");
    assertThat(first.at("/reproducibility/inputs/training_file")).matches("[0-9a-f]{64}");
    assertThat(first.at("/reproducibility/inputs/model")).matches("[0-9a-f]{64}");
    assertThat(first.json().at("/reproducibility/versions").propertyNames())
        .contains("graft", "libtorch", "java", "platform");
    assertThat(first.at("/reproducibility/adapter_sha256"))
        .isEqualTo(http.get("/v1/adapters/" + first.at("/adapter_id")).at("/sha256"));
    assertThat(first.json().at("/reproducibility/same_bytes").isNull()).isTrue();

    Answer again = http.postJson(JOBS, Map.of("repeat", id));
    assertThat(again.at("/reproducibility/repeat_of")).as(again.text()).isEqualTo(id);
    assertThat(again.json().at("/reproducibility/same_bytes").isNull()).isTrue();
    Answer second = ended(again);

    assertThat(second.json().at("/reproducibility/same_bytes").asBoolean()).isTrue();
    assertThat(second.at("/adapter_id")).isNotEqualTo(first.at("/adapter_id"));
    assertThat(second.at("/reproducibility/adapter_sha256"))
        .isEqualTo(first.at("/reproducibility/adapter_sha256"));
  }

  @Test
  void whatCannotBeRepeatedIsRefused() {
    String file = upload(TEXTS);
    Answer first = ended(http.postJson(JOBS, Map.of("model", MODEL, "training_file", file)));
    String id = first.at("/id");

    Answer twice = http.postJson(JOBS, Map.of("repeat", id, "seed", 3));
    assertThat(twice.at("/errors/0/pointer")).as(twice.text()).isEqualTo("/seed");
    Answer unknown = http.postJson(JOBS, Map.of("repeat", "ftjob-none"));
    assertThat(unknown.at("/errors/0/pointer")).as(unknown.text()).isEqualTo("/repeat");
    http.delete("/v1/files/" + file);
    Answer gone = http.postJson(JOBS, Map.of("repeat", id));
    assertThat(gone.status()).as(gone.text()).isEqualTo(422);
    assertThat(gone.at("/detail")).contains("cannot be repeated: there is no file " + file);
  }

  private Answer ended(Answer job) {
    assertThat(job.status()).as(job.text()).isEqualTo(200);
    String path = JOBS + "/" + job.at("/id");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> http.get(path).at("/status").equals("succeeded"));
    return http.get(path);
  }

  private void repeat(String rows, Map<String, ?> asked) {
    Map<String, Object> body = new HashMap<>(asked);
    body.put("model", MODEL);
    body.put("training_file", upload(rows));

    Answer first = submitted(http.postJson(JOBS, body));
    Answer second = submitted(http.postJson(JOBS, first.text()));

    assertThat(lasting(second)).isEqualTo(lasting(first));
  }

  private Answer submitted(Answer job) {
    assertThat(job.status()).as(job.text()).isEqualTo(200);
    http.post(JOBS + "/" + job.at("/id") + "/cancel", "");
    return job;
  }

  private static ObjectNode lasting(Answer job) {
    return ((ObjectNode) job.json()).remove(OF_ONE_ATTEMPT);
  }

  private String upload(String rows) {
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("rows.jsonl", rows)
        .postTo(http, "/v1/files")
        .at("/id");
  }
}
