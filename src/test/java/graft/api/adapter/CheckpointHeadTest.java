package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Adapters that answer through the head that their base model came with. */
class CheckpointHeadTest extends ExchangeOverHttp {
  private static final String JOBS = "/v1/fine_tuning/jobs";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "bert-static-mlm-pfeiffer, task, adapterhub, /model_class",
    "peft-bert-lora-mlm, default, peft, /auto_mapping/base_model_class"
  })
  void theClassOfTheModelTellsOfItBothWays(
      String name, String adapter, String format, String modelClass) {
    Path saved = ParityModels.saved("bert", name);
    String id = id(send("bert-a", filesOf(saved.resolve(adapter))));
    JsonNode imported = http.get(ADAPTERS + "/" + id).json();
    assertThat(imported.at("/task/type").asString()).isEqualTo("masked_lm");
    assertThat(imported.at("/task/head/checkpoint").asBoolean()).isTrue();

    Map<String, byte[]> exported = unzip(download(id, "weights?format=" + format));
    String again = id(send("bert-a", exported));

    assertThat(exported.keySet()).noneMatch(file -> file.contains("head"));
    assertThat(
            JsonMapper.shared()
                .readTree(exported.get("adapter_config.json"))
                .at(modelClass)
                .asString())
        .isEqualTo("BertForMaskedLM");
    assertThat(fills(again)).isEqualTo(fills(id));
    assertThat(fills(id).at("/0/generated_text").asString()).isNotEmpty();
  }

  @Test
  void theMergedModelIsTheCheckpointWithItsHead() {
    Path saved = ParityModels.saved("bert", "peft-bert-lora-mlm");
    String id = id(send("bert-a", filesOf(saved.resolve("default"))));

    Map<String, byte[]> merged = unzip(download(id, "merged_model"));

    Multipart form = new Multipart().text("name", "merged");
    merged.forEach((file, bytes) -> form.file("files", file, bytes));
    assertThat(form.postTo(http, "/v1/models").status()).isEqualTo(200);
    String untrained = train("merged", "lora");
    assertThat(logits(untrained)).containsExactly(logits(id), within(1e-4f));
  }

  @Test
  void itIsNeitherTrainedNorPartOfTheAdapter() {
    String id = train("bert-a", "lora[r=2]");

    JsonNode adapter = http.get(ADAPTERS + "/" + id).json();
    assertThat(adapter.at("/bytes").asLong()).isLessThan(20_000);
    assertThat(unzip(download(id, "weights?format=adapterhub")).keySet())
        .noneMatch(file -> file.contains("head"));
    assertThat(fills(id)).hasSize(2);
  }

  @Test
  void aModelThatCameWithoutOneIsNamedAtSubmission() throws IOException {
    Path model = ParityModels.directory("bert", "bert-a");
    Path bare = directory.resolve("model.safetensors");
    try (Tensors all =
        Safetensors.open(model.resolve("model.safetensors"), ErrorCode.INVALID_MODEL)) {
      List<Tensor> base =
          all.all().stream().filter(tensor -> tensor.name().startsWith("bert.")).toList();
      SafetensorsWriter.write(bare, base, Map.of("format", "pt"));
    }
    Answer added =
        new Multipart()
            .text("name", "bare")
            .file("files", "config.json", Files.readAllBytes(model.resolve("config.json")))
            .file("files", "tokenizer.json", Files.readAllBytes(model.resolve("tokenizer.json")))
            .file("files", "model.safetensors", Files.readAllBytes(bare))
            .postTo(http, "/v1/models");
    assertThat(added.status()).as(added.text()).isEqualTo(200);

    Answer refused = submit("bare", "lora");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/task/head/checkpoint");
    assertThat(refused.at("/errors/0/message")).contains("came without a head");
  }

  /** Its classes of rows are trained; words would go through random numbers for good. */
  @Test
  void aDecoderWithoutAVocabularyProjectionWritesNothing() throws IOException {
    Path model = ParityModels.directory("llama", "llama-a");
    Path headless = directory.resolve("model.safetensors");
    try (Tensors all =
        Safetensors.open(model.resolve("model.safetensors"), ErrorCode.INVALID_MODEL)) {
      List<Tensor> base =
          all.all().stream().filter(tensor -> !tensor.name().startsWith("lm_head")).toList();
      SafetensorsWriter.write(headless, base, Map.of("format", "pt"));
    }
    Answer added =
        new Multipart()
            .text("name", "headless")
            .file("files", "config.json", Files.readAllBytes(model.resolve("config.json")))
            .file("files", "tokenizer.json", Files.readAllBytes(model.resolve("tokenizer.json")))
            .file("files", "model.safetensors", Files.readAllBytes(headless))
            .postTo(http, "/v1/models");
    assertThat(added.status()).as(added.text()).isEqualTo(200);

    for (Map<String, Object> task :
        List.<Map<String, Object>>of(
            Map.of("type", "causal_lm"),
            Map.of("type", "causal_lm", "head", Map.of("layers", 2)))) {
      Answer refused = submit("headless", task, "{\"text\": \"the red box\"}\n");
      assertThat(refused.status()).as(refused.text()).isEqualTo(422);
      assertThat(refused.at("/errors/0/pointer")).isEqualTo("/task/type");
      assertThat(refused.at("/errors/0/message"))
          .contains("causal_lm", "lm_head.weight", "tie_word_embeddings");
    }
    String rows = "{\"text\": \"the\", \"label\": \"a\"}\n{\"text\": \"red\", \"label\": \"b\"}\n";
    Answer taken = submit("headless", Map.of("type", "sequence_classification"), rows);
    assertThat(taken.status()).as(taken.text()).isEqualTo(200);
  }

  private Answer submit(String model, Map<String, Object> task, String rows) {
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.jsonl", rows)
            .postTo(http, "/v1/files")
            .at("/id");
    return http.postJson(
        JOBS, Map.of("model", model, "training_file", file, "task", task, "validation_split", 0));
  }

  /** One step at a rate of almost nothing: LoRA starts as the base model. */
  private String train(String model, String adapter) {
    Answer created = submit(model, adapter);
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    JsonNode job =
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> http.get(JOBS + "/" + created.at("/id")).json(),
                state -> state.at("/finished_at").isNumber());
    assertThat(job.at("/status").asString()).as(job.toString()).isEqualTo("succeeded");
    return job.at("/adapter_id").asString();
  }

  private Answer submit(String model, String adapter) {
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("texts.jsonl", "{\"text\": \"the red box\"}\n{\"text\": \"a blue line\"}\n")
            .postTo(http, "/v1/files")
            .at("/id");
    return http.postJson(
        JOBS,
        Map.of(
            "model",
            model,
            "training_file",
            file,
            "adapter",
            adapter,
            "validation_split",
            0,
            "task",
            Map.of("type", "masked_lm", "head", Map.of("checkpoint", true)),
            "training",
            Map.of("max_steps", 1, "learning_rate", 1e-9)));
  }

  private JsonNode fills(String id) {
    return predict(id, "labels").at("/data");
  }

  private float[] logits(String id) {
    List<JsonNode> logits =
        predict(id, "all_logits")
            .at("/data")
            .valueStream()
            .flatMap(row -> row.at("/tokens").valueStream())
            .flatMap(token -> token.at("/logits").valueStream())
            .toList();
    float[] values = new float[logits.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) logits.get(i).asDouble();
    }
    return values;
  }

  private JsonNode predict(String id, String wanted) {
    Answer answer =
        http.postJson(
            ADAPTERS + "/" + id + "/predict",
            Map.of(
                "inputs", List.of("the red [MASK]", "a blue [MASK]"), "return", List.of(wanted)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }
}
