package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.Safetensors;
import graft.format.Tensors;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AdapterExchangeTest extends ExchangeOverHttp {
  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");
  private static final float TOLERANCE = 1e-4f;
  private static final Path GOLDEN = Path.of("src/test/resources/exchange");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-lora-default-cls2",
        "bert-lora-all",
        "bert-lora-leaveout",
        "bert-lora-r4-alpha16",
        "bert-ia3-default-cls2",
        "bert-pfeiffer-default-cls2",
        "bert-houlsby-rf4-cls3",
        "bert-bn-ln-before",
        "bert-bn-scaling-learned",
        "bert-prefix-len30-cls2",
        "bert-prefix-flat-default-cls2",
        "bert-compacter-rf4-cls2",
        "bert-pfeifferinv-cls2",
        "bert-head-cls-1layer",
        "bert-head-cls-3layers-relu",
        "bert-head-cls-pooler"
      })
  void whatAdapterHubSavedPredictsTheSameAndComesBackBitForBit(String name) {
    Path saved = ParityModels.saved("bert", name);
    String id = id(send("bert-a", zip(filesOf(saved.resolve("task")))));
    float[] logits = logits(id, saved);
    assertThat(logits).containsExactly(expected(saved), within(TOLERANCE));

    byte[] exported = download(id, "weights?format=adapterhub");
    String again = id(send("bert-a", exported));

    assertThat(logits(again, saved)).isEqualTo(logits);
    assertThat(http.get(ADAPTERS + "/" + again).at("/sha256"))
        .isEqualTo(http.get(ADAPTERS + "/" + id).at("/sha256"));
    assertThat(download(again, "weights?format=safetensors"))
        .isEqualTo(download(id, "weights?format=safetensors"));
  }

  /** Files name layers of the larger models that they were written for. */
  @Test
  void layersThatTheModelDoesNotHaveAreNoFaultOfAFile() {
    Path saved = ParityModels.saved("bert", "bert-pfeiffer-default-cls2");
    Map<String, byte[]> files = filesOf(saved.resolve("task"));
    String config = new String(files.get("adapter_config.json"), StandardCharsets.UTF_8);
    String larger =
        config
            .replace("\"leave_out\": []", "\"leave_out\": [11]")
            .replace(
                "\"reduction_factor\": 16", "\"reduction_factor\": {\"9\": 2, \"default\": 16}");
    files.put("adapter_config.json", larger.getBytes(StandardCharsets.UTF_8));

    String id = id(send("bert-a", zip(files)));

    assertThat(http.get(ADAPTERS + "/" + id).json().at("/config/leave_out/0").asInt())
        .isEqualTo(11);
    assertThat(logits(id, saved)).containsExactly(expected(saved), within(TOLERANCE));
  }

  @ParameterizedTest
  @CsvSource({
    "bert, bert-a, bert-lora-default-cls2",
    "bert, bert-a, bert-lora-all",
    "bert, bert-a, bert-lora-leaveout",
    "bert, bert-a, bert-lora-r4-alpha16",
    "bert, bert-a, bert-ia3-default-cls2",
    "bert, bert-a, bert-ia3-output",
    "roberta, roberta-a, roberta-lora-all"
  })
  void whatPeftCanSayComesBackBitForBit(String architecture, String model, String name) {
    Path saved = ParityModels.saved(architecture, name);
    String id = id(send(model, zip(filesOf(saved.resolve("task")))));

    byte[] exported = download(id, "weights?format=peft");
    // PEFT's files hold no name.
    String again =
        id(
            new Multipart()
                .text("model", model)
                .text("name", "task")
                .file("adapter.zip", exported)
                .postTo(http, ADAPTERS));

    assertThat(unzip(exported))
        .containsOnlyKeys(
            "README.md", "adapter_config.json", "adapter_model.safetensors", "graft_task.json");
    assertThat(logits(again, saved)).isEqualTo(logits(id, saved));
    assertThat(http.get(ADAPTERS + "/" + again).json().at("/config"))
        .isEqualTo(http.get(ADAPTERS + "/" + id).json().at("/config"));
    assertThat(http.get(ADAPTERS + "/" + again).at("/sha256"))
        .isEqualTo(http.get(ADAPTERS + "/" + id).at("/sha256"));
  }

  @ParameterizedTest
  @CsvSource({
    "bert, bert-a, bert-head-mlm, masked_lm",
    "bert, bert-a, bert-head-multilabel, multi_label_classification",
    "bert, bert-a, bert-head-qa, question_answering",
    "bert, bert-a, bert-head-regression-lora, regression",
    "bert, bert-a, bert-head-tagging-2layers, token_classification",
    "distilbert, distilbert-a, distilbert-lora-all, sequence_classification"
  })
  void headsOfAllTasksComeBackBitForBit(
      String architecture, String model, String name, String task) {
    Path saved = ParityModels.saved(architecture, name).resolve("task");
    Answer imported = send(model, zip(filesOf(saved)));
    assertThat(imported.at("/task/type")).as(imported.text()).isEqualTo(task);

    Map<String, byte[]> exported = unzip(download(id(imported), "weights?format=adapterhub"));

    assertThat(json(exported, "head_config.json").at("/config"))
        .isEqualTo(json(filesOf(saved), "head_config.json").at("/config"));
    assertThat(send(model, exported).at("/sha256")).isEqualTo(imported.at("/sha256"));
  }

  @ParameterizedTest
  @CsvSource({
    "roberta, roberta-a, peft-roberta-lora",
    "distilbert, distilbert-a, peft-distilbert-lora"
  })
  void whatPeftSavedPredictsTheSame(String architecture, String model, String name) {
    Path saved = ParityModels.saved(architecture, name);

    Answer imported = send(model, filesOf(saved.resolve("default")));

    assertThat(imported.at("/method")).isEqualTo("lora");
    assertThat(imported.at("/task/type")).isEqualTo("sequence_classification");
    assertThat(imported.at("/labels/1")).isEqualTo("LABEL_1");
    assertThat(logits(id(imported), saved)).containsExactly(expected(saved), within(TOLERANCE));
  }

  @ParameterizedTest
  @CsvSource({
    "peft-lora-patterns, bert-a",
    "peft-lora-rslora-bin, roberta-a",
    "peft-ia3, bert-a",
    "graft-lora-all, bert-a",
    "graft-ia3, bert-a"
  })
  void peftsOwnNumbersAreMet(String name, String model) {
    Path golden = GOLDEN.resolve(name);

    String id = id(send(model, filesOf(golden.resolve("adapter"))));

    assertThat(logits(id, golden)).containsExactly(expected(golden), within(TOLERANCE));
  }

  /** The bytes that PEFT was seen to load, with the numbers of the test above. */
  @ParameterizedTest
  @CsvSource({"bert-lora-all, graft-lora-all", "bert-ia3-default-cls2, graft-ia3"})
  void exportsAreThoseThatPeftLoaded(String reference, String name) {
    Path saved = ParityModels.saved("bert", reference).resolve("task");
    String id = id(send("bert-a", zip(filesOf(saved))));

    Map<String, byte[]> exported = unzip(download(id, "weights?format=peft"));

    filesOf(GOLDEN.resolve(name).resolve("adapter"))
        .forEach((file, bytes) -> assertThat(exported.get(file)).as(file).isEqualTo(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-pfeiffer-default-cls2", "bert-prefix-flat-default-cls2"})
  void pyTorchArchivesAreReadToo(String name) {
    Path saved = ParityModels.saved("bert", name);
    Map<String, byte[]> files = filesOf(saved.resolve("task"));
    files.keySet().removeIf(file -> file.endsWith(".safetensors"));
    assertThat(files).containsKeys("pytorch_adapter.bin", "pytorch_model_head.bin");

    String id = id(send("bert-a", files));

    assertThat(logits(id, saved)).containsExactly(expected(saved), within(TOLERANCE));
  }

  @Test
  void modelsWithTheSameWeightsComputeByTheirOwnConfiguration() throws IOException {
    Path saved = ParityModels.saved("bert", "bert-lora-default-cls2");
    byte[] adapter = zip(filesOf(saved.resolve("task")));
    Path source = ParityModels.directory("bert", "bert-a");
    String config = Files.readString(source.resolve("config.json"));
    String changed = config.replace("\"hidden_act\": \"gelu\"", "\"hidden_act\": \"mish\"");
    assertThat(changed).isNotEqualTo(config);
    Multipart form =
        new Multipart()
            .text("name", "bert-mish")
            .file("files", "config.json", changed.getBytes(StandardCharsets.UTF_8));
    for (String file : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      form.file("files", file, Files.readAllBytes(source.resolve(file)));
    }
    Answer model = form.postTo(http, "/v1/models");
    assertThat(model.at("/sha256")).isEqualTo(http.get("/v1/models/bert-a").at("/sha256"));

    float[] before = logits(id(send("bert-a", adapter)), saved);
    float[] mish = logits(id(send("bert-mish", adapter)), saved);
    float[] after = logits(id(send("bert-a", adapter)), saved);

    assertThat(mish).isNotEqualTo(before);
    assertThat(after).isEqualTo(before).containsExactly(expected(saved), within(TOLERANCE));
  }

  @Test
  void anImportedAdapterIsOneLikeAnyOther() {
    Path saved = ParityModels.saved("bert", "bert-lora-default-cls2");
    Answer imported =
        new Multipart()
            .file("x.zip", zip(filesOf(saved.resolve("task"))))
            .text("name", "from-elsewhere")
            .text("model", "bert-a")
            .postTo(http, ADAPTERS);
    String path = ADAPTERS + "/" + id(imported);

    assertThat(imported.header("Location")).isEqualTo(path);
    assertThat(imported.at("/name")).startsWith("ft:bert-a:local:from-elsewhere:");
    assertThat(imported.json().at("/job_id").isNull()).isTrue();
    assertThat(http.get(path).json()).isEqualTo(imported.json());
    assertThat(http.get(ADAPTERS).json().at("/data/0")).isEqualTo(imported.json());
    assertThat(http.get("/v1/models/" + imported.at("/name")).at("/parent")).isEqualTo("bert-a");
    Answer merged = http.post(path + "/merge", "");
    assertThat(merged.at("/state")).isEqualTo("merged");
    assertThat(logits(id(imported), saved)).containsExactly(expected(saved), within(TOLERANCE));
    assertThat(merged.at("/base_sha256")).isEqualTo(http.get("/v1/models/bert-a").at("/sha256"));
    Answer reset = http.post(path + "/reset", "");
    assertThat(reset.at("/base_sha256")).isEqualTo(merged.at("/base_sha256"));
    assertThat(reset.at("/loaded_sha256")).isEqualTo(merged.at("/loaded_sha256"));
    assertThat(http.delete(path).status()).isEqualTo(200);
  }

  @Test
  void anAdapterWithoutAHeadIsKeptButAnswersNothing() {
    Path saved = ParityModels.saved("bert", "bert-lora-default-cls2");
    Map<String, byte[]> files = filesOf(saved.resolve("task"));
    files.keySet().removeIf(name -> name.contains("head"));

    Answer imported = send("bert-a", files);

    String path = ADAPTERS + "/" + id(imported);
    assertThat(imported.json().at("/task").isNull()).isTrue();
    assertThat(imported.json().at("/labels")).isEmpty();
    Answer predicted = http.postJson(path + "/predict", "{\"inputs\": [\"a\"]}");
    assertThat(predicted.status()).isEqualTo(400);
    assertThat(predicted.at("/error/message")).contains("has no head");
    assertThat(http.post(path + "/merge", "").json().at("/merged_sites").asInt()).isEqualTo(6);
    assertThat(unzip(download(imported.at("/id"), "weights?format=adapterhub")))
        .containsKey("pytorch_adapter.bin")
        .doesNotContainKey("head_config.json");
    assertThat(
            json(unzip(download(imported.at("/id"), "merged_model")), "config.json")
                .at("/architectures/0")
                .asString())
        .isEqualTo("BertForPreTraining");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void trainingGoesOnFromWhatWasImported(boolean hasHead) {
    Map<String, byte[]> files =
        filesOf(ParityModels.saved("bert", "bert-lora-default-cls2").resolve("task"));
    files.keySet().removeIf(name -> !hasHead && name.contains("head"));
    String start = id(send("bert-a", files));
    String rows =
        """
        text,label
        Is there a bus?,LABEL_0
        The soup needs salt.,LABEL_1
        Is it late?,LABEL_0
        It rains.,LABEL_1
        """;
    Answer data =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.csv", rows)
            .postTo(http, "/v1/files");

    Answer job =
        http.postJson(
            "/v1/fine_tuning/jobs",
            Map.of(
                "model", "bert-a",
                "training_file", data.at("/id"),
                "adapter", Map.of("from", start),
                "training", Map.of("max_steps", 2, "batch_size", 2)));

    assertThat(job.status()).as(job.text()).isEqualTo(200);
    String path = "/v1/fine_tuning/jobs/" + job.at("/id");
    await().atMost(Duration.ofMinutes(1)).until(() -> ENDS.contains(http.get(path).at("/status")));
    assertThat(http.get(path).at("/status")).as(http.get(path).text()).isEqualTo("succeeded");
    Answer trained = http.get(ADAPTERS + "/" + http.get(path).at("/adapter_id"));
    assertThat(trained.at("/parent_id")).isEqualTo(start);
    assertThat(trained.json().at("/config"))
        .isEqualTo(http.get(ADAPTERS + "/" + start).json().at("/config"));
    assertThat(trained.at("/labels/1")).isEqualTo("LABEL_1");
    assertThat(http.delete(ADAPTERS + "/" + start).status()).isEqualTo(200);
    Answer orphan = http.get(ADAPTERS + "/" + trained.at("/id"));
    assertThat(orphan.json().at("/parent_id").isNull()).as(orphan.text()).isTrue();
  }

  @Test
  void aMergedModelIsADirectoryOfItsTaskClass() {
    Path saved = ParityModels.saved("bert", "bert-lora-default-cls2");
    String id = id(send("bert-a", zip(filesOf(saved.resolve("task")))));

    HttpResponse<byte[]> answer = answer(id, "merged_model");

    Map<String, byte[]> files = unzip(answer.body());
    assertThat(answer.headers().firstValue("ETag")).isPresent();
    assertThat(files)
        .containsKeys("README.md", "config.json", "model.safetensors", "tokenizer.json");
    JsonNode config = json(files, "config.json");
    assertThat(config.at("/architectures/0").asString()).isEqualTo("BertForSequenceClassification");
    assertThat(config.at("/id2label/1").asString()).isEqualTo("LABEL_1");
    assertThat(config.at("/hidden_size").asInt()).isEqualTo(32);
  }

  /** The default head of DistilBERT has tanh where the native class has relu. */
  @Test
  void aHeadThatNoClassHasLiesBesideTheMergedModel() {
    Map<String, byte[]> saved =
        filesOf(ParityModels.saved("distilbert", "distilbert-lora").resolve("task"));
    String id = id(send("distilbert-a", zip(saved)));

    Map<String, byte[]> files = unzip(download(id, "merged_model"));

    assertThat(files.get("model_head.safetensors"))
        .isEqualTo(unzip(download(id, "weights?format=adapterhub")).get("model_head.safetensors"));
    assertThat(json(files, "head_config.json").at("/config"))
        .isEqualTo(json(saved, "head_config.json").at("/config"));
    assertThat(files).containsKey("pytorch_model_head.bin");
    assertThat(new String(files.get("README.md"), StandardCharsets.UTF_8))
        .contains("load_head(path)");
  }

  @ParameterizedTest
  @CsvSource({
    "bert-lora-gating, merged_model, not_mergeable, use_gating",
    "bert-pfeiffer-default-cls2, merged_model, not_mergeable, does not merge",
    "bert-prefix-flat-default-cls2, weights?format=peft, format_not_supported, shift the positions",
    "bert-prefix-flat-default-cls2, merged_model, not_mergeable, does not merge",
    "bert-lora-gating, weights?format=peft, format_not_supported, gates",
    "bert-pfeiffer-default-cls2, weights?format=peft, format_not_supported, bottleneck",
    "bert-head-cls-3layers-relu, weights?format=peft, format_not_supported, PEFT has no",
    "bert-pfeifferinv-cls2, merged_model, not_mergeable, does not merge",
    "bert-lora-default-cls2, weights?format=onnx, format_not_supported, 'adapterhub, peft,"
        + " safetensors'"
  })
  void whatAFormatCannotSayIsRefusedWithTheReason(
      String name, String what, String code, String reason) {
    Path saved = ParityModels.saved("bert", name);
    String id = id(send("bert-a", zip(filesOf(saved.resolve("task")))));

    Answer answer = http.get(ADAPTERS + "/" + id + "/" + what);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/error/code")).isEqualTo(code);
    assertThat(answer.at("/error/message")).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-lora-all",
        "bert-ia3-default-cls2",
        "bert-houlsby-rf4-cls3",
        "bert-bn-gating"
      })
  void theConfigurationIsWrittenAsTheLibraryWritesIt(String name) {
    Path saved = ParityModels.saved("bert", name).resolve("task");
    String id = id(send("bert-a", zip(filesOf(saved))));

    Map<String, byte[]> exported = unzip(download(id, "weights?format=adapterhub"));

    for (String file : List.of("adapter_config.json", "head_config.json")) {
      JsonNode ours = json(exported, file);
      JsonNode library = json(filesOf(saved), file);
      assertThat(ours.at("/config")).isEqualTo(library.at("/config"));
      assertThat(ours.at("/model_class")).isEqualTo(library.at("/model_class"));
      assertThat(ours.propertyNames()).isEqualTo(library.propertyNames());
    }
  }

  @Test
  void foldedWeightsAreTheReferences() throws IOException {
    Path saved = ParityModels.saved("bert", "bert-lora-default-cls2");
    String id = id(send("bert-a", zip(filesOf(saved.resolve("task")))));

    byte[] weights = unzip(download(id, "merged_model")).get("model.safetensors");

    Path file = Files.write(DATA.resolve("merged.safetensors"), weights);
    try (Tensors merged = Safetensors.open(file, ErrorCode.INVALID_MODEL);
        Tensors io = Safetensors.open(saved.resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER)) {
      List<String> compared =
          io.names().stream().filter(name -> name.startsWith("merged_weight/")).toList();
      assertThat(compared).isNotEmpty();
      for (String name : compared) {
        float[] found = merged.get(name.substring("merged_weight/".length())).floats();
        assertThat(found).containsExactly(io.get(name).floats(), within(1e-6f));
      }
    }
  }
}
