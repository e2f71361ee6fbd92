package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.architecture.Registry;
import graft.format.Tensor;
import graft.format.torch.TorchArchiveWriter;
import graft.parity.ParityModels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Heads of native task classes come and go in their own form. */
class NativeHeadsTest extends ExchangeOverHttp {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-static-seqcls-lora",
        "bert-static-qa-compacter",
        "bert-static-tokcls-houlsby"
      })
  void aNativeHeadGoesOutAsItCame(String name) {
    Map<String, byte[]> saved = filesOf(ParityModels.saved("bert", name).resolve("task"));
    String id = id(send("bert-a", zip(saved)));

    Map<String, byte[]> exported = unzip(download(id, "weights?format=adapterhub"));

    assertHead(exported, saved);
    assertThat(tensors(exported.get("model_head.safetensors")))
        .isEqualTo(tensors(saved.get("model_head.safetensors")));
    assertThat(tensors(download(id, "weights?format=safetensors")))
        .containsAllEntriesOf(tensors(saved.get("model_head.safetensors")));
    assertThat(http.get(ADAPTERS + "/" + id).at("/sha256"))
        .isEqualTo(send("bert-a", exported).at("/sha256"));
  }

  @Test
  void itStaysOneInTheJobThatGoesOnFromIt() {
    Path source = ParityModels.saved("bert", "bert-static-seqcls-lora").resolve("task");
    Map<String, byte[]> saved = filesOf(source);
    String start = id(send("bert-a", zip(saved)));

    String trained = train("bert-a", rows(), Map.of("adapter", Map.of("from", start)));

    Map<String, byte[]> exported = unzip(download(trained, "weights?format=adapterhub"));
    assertHead(exported, saved);
    assertThat(tensors(exported.get("model_head.safetensors")))
        .containsOnlyKeys("classifier.weight", "classifier.bias")
        .isNotEqualTo(tensors(saved.get("model_head.safetensors")));
    assertThat(answers(id(send("bert-a", exported)))).isEqualTo(answers(trained));
    assertThat(unzip(download(trained, "weights?format=peft")))
        .containsKey("adapter_model.safetensors");
    assertThat(unzip(download(trained, "merged_model"))).containsKey("model.safetensors");
  }

  @Test
  void aHeadOfSeveralLabelsIsFlexibleSinceNoClassSaysThatItIs() {
    Path source = ParityModels.saved("bert", "bert-static-seqcls-lora").resolve("task");
    String start = id(send("bert-a", zip(filesOf(source))));
    String jsonl =
        """
        {"text": "a bus", "labels": ["LABEL_0"]}
        {"text": "a cat", "labels": ["LABEL_1"]}
        {"text": "a bus cat", "labels": ["LABEL_0", "LABEL_1"]}
        """;
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.jsonl", jsonl)
            .postTo(http, "/v1/files")
            .at("/id");

    String trained =
        train(
            "bert-a",
            file,
            Map.of(
                "adapter", Map.of("from", start),
                "task", Map.of("type", "multi_label_classification")));

    assertThat(
            json(unzip(download(trained, "weights?format=adapterhub")), "head_config.json")
                .at("/config/head_type")
                .asString())
        .isEqualTo("multilabel_classification");
  }

  private static void assertHead(Map<String, byte[]> found, Map<String, byte[]> expected) {
    JsonNode head = json(found, "head_config.json");
    JsonNode library = json(expected, "head_config.json");
    for (String key : List.of("config", "name", "model_class", "num_labels", "label2id")) {
      assertThat(head.at("/" + key)).as(key).isEqualTo(library.at("/" + key));
    }
    assertThat(head.propertyNames()).isEqualTo(library.propertyNames());
    assertThat(json(found, "adapter_config.json").at("/model_class"))
        .isEqualTo(head.at("/model_class"));
  }

  /** BertForMaskedLM can only be saved as a PyTorch archive: two of its tensors are one. */
  @Test
  void theHeadOfAMaskedLanguageModelBecomesThatTask() {
    Path source = ParityModels.saved("bert", "bert-head-mlm").resolve("task");
    Map<String, byte[]> flexible = filesOf(source);
    Map<String, byte[]> saved = new TreeMap<>(flexible);
    saved.remove("model_head.safetensors");
    saved.put("pytorch_model_head.bin", torch(tensors(flexible.get("model_head.safetensors"))));
    saved.put("head_config.json", config("BertForMaskedLM"));

    Answer imported = send("bert-a", zip(saved));

    assertThat(imported.at("/task/type")).as(imported.text()).isEqualTo("masked_lm");
    String id = id(imported);
    assertThat(masked(id)).isEqualTo(masked(id(send("bert-a", zip(flexible)))));
    Map<String, byte[]> exported = unzip(download(id, "weights?format=adapterhub"));
    assertHead(exported, saved);
    assertThat(tensors(exported.get("model_head.safetensors")))
        .containsOnlyKeys(
            "cls.predictions.bias",
            "cls.predictions.decoder.bias",
            "cls.predictions.decoder.weight",
            "cls.predictions.transform.LayerNorm.bias",
            "cls.predictions.transform.LayerNorm.weight",
            "cls.predictions.transform.dense.bias",
            "cls.predictions.transform.dense.weight");
    assertThat(send("bert-a", exported).at("/sha256")).isEqualTo(imported.at("/sha256"));
    assertThat(http.get(ADAPTERS + "/" + id + "/weights?format=peft").at("/error/code"))
        .isEqualTo("format_not_supported");
  }

  @Test
  void aTensorThatTheClassHasNotIsRefused() {
    Map<String, byte[]> saved =
        filesOf(ParityModels.saved("bert", "bert-head-mlm").resolve("task"));
    saved.put("head_config.json", config("BertForMaskedLM"));

    Answer answer = send("bert-a", zip(saved));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/error/message")).contains("BertForMaskedLM", "heads.task.0.bias");
  }

  private JsonNode masked(String id) {
    Answer answer =
        http.postJson(
            ADAPTERS + "/" + id + "/predict",
            Map.of(
                "inputs",
                Map.of("input_ids", List.of(List.of(2, 5, 6, 7, 3))),
                "return",
                List.of("all_logits")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().at("/data");
  }

  private static byte[] torch(Map<String, Tensor> flexible) {
    Map<String, Tensor> own = new TreeMap<>();
    Registry.entry("bert")
        .architecture()
        .lmHead()
        .orElseThrow()
        .places()
        .forEach((place, names) ->
            names.forEach(name -> own.put(name, flexible.get("heads.task." + place).named(name))));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TorchArchiveWriter.write(bytes, List.copyOf(own.values()));
    return bytes.toByteArray();
  }

  private static byte[] config(String modelClass) {
    return """
    {"config": null, "hidden_size": 32, "label2id": {"LABEL_0": 0, "LABEL_1": 1},
     "model_class": "%s", "model_name": "bert-a", "model_type": "bert", "name": null,
     "num_labels": 2, "version": "adapters.1.2.0"}
    """
        .formatted(modelClass)
        .getBytes(StandardCharsets.UTF_8);
  }
}
