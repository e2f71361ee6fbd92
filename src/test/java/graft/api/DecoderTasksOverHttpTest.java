package graft.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.wire.Http.Answer;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Each task of a decoder, from an upload to an answer, as a client sees it. */
class DecoderTasksOverHttpTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");

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
    Answer job = ended(create(model(family), rows, Map.of("adapter", "lora")));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.at("/task/type")).isEqualTo("causal_lm");
    assertThat(job.json().at("/task/head/checkpoint").asBoolean()).as(job.text()).isTrue();
    for (String metric : List.of("perplexity", "accuracy", "loss")) {
      assertThat(job.json().at("/metrics/valid_" + metric).isNumber()).as(job.text()).isTrue();
    }
    JsonNode answer = predict(job, Map.of("inputs", List.of("no salt"))).json().at("/data/0");
    assertThat(answer.at("/loss").asDouble()).as(answer.toString()).isPositive();
    assertThat(answer.at("/tokens/0").has("log_probability")).isFalse();
    assertThat(answer.at("/tokens/1/log_probability").asDouble()).isNegative();
    Answer refused =
        predict(job, Map.of("inputs", List.of("no salt"), "return", List.of("labels")));
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
    Answer job = ended(create(model(family), rows, Map.of()));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    Answer answer = predict(job, Map.of("inputs", List.of("no salt")));
    assertThat(answer.json().at("/data/0" + answered).isMissingNode()).as(answer.text()).isFalse();
  }

  @Test
  void aHeadOfItsOwnIsTrainedWhereAJobShapesIt() throws IOException {
    Map<String, ?> task = Map.of("type", "causal_lm", "head", Map.of("layers", 2));

    Answer job = ended(create(model("gpt2"), "{\"text\":\"no salt\"}", Map.of("task", task)));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.json().at("/task/head/layers").asInt()).isEqualTo(2);
    assertThat(job.json().at("/task/head/checkpoint").asBoolean()).isFalse();
  }

  /** T5 and BART learn what needs no text of a decoder; writing is refused by its name. */
  @ParameterizedTest
  @CsvSource({"t5", "bart"})
  void anEncoderWithADecoderTellsClassesAndDoesNotWriteYet(String family) throws IOException {
    String rows =
        "{\"text\":\"no salt\",\"label\":\"bad\"};{\"text\":\"so very good\",\"label\":\"good\"}";
    Answer job = ended(create(model(family), rows, Map.of("adapter", "lora")));
    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(predict(job, Map.of("inputs", List.of("no salt"))).at("/data/0/label"))
        .isIn("bad", "good");

    Answer refused =
        create(model(family), "{\"source\":\"no salt\",\"target\":\"add salt\"}", Map.of());

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.text()).contains("; not seq2seq_lm");
  }

  /** The model's name here, once it is there. */
  private String model(String family) throws IOException {
    String name = family + "-a";
    if (http.get("/v1/models/" + name).status() == 200) {
      return name;
    }
    Path directory = ParityModels.directory(family, name);
    Multipart form = new Multipart().text("name", name);
    for (String file :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      if (Files.exists(directory.resolve(file))) {
        form.file("files", file, Files.readAllBytes(directory.resolve(file)));
      }
    }
    Answer answer = form.postTo(http, "/v1/models");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return name;
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
