package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.web.Http.Answer;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** PEFT's adapters that AdapterHub cannot express are used as what they are. */
class PeftAdaptersTest extends ExchangeOverHttp {
  private static final List<String> SAME =
      List.of(
          "peft_type",
          "task_type",
          "target_modules",
          "feedforward_modules",
          "r",
          "bias",
          "rank_pattern");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "bert, bert-a, peft-bert-ia3-default, peft_ia3",
    "roberta, roberta-a, peft-roberta-ia3, peft_ia3",
    "distilbert, distilbert-a, peft-distilbert-ia3, peft_ia3",
    "bert, bert-a, peft-bert-lora-qkvo, peft_lora",
    "bert, bert-a, peft-bert-lora-all-linear, peft_lora",
    "bert, bert-a, peft-bert-lora-bias-lora-only, peft_lora",
    "bert, bert-a, peft-bert-lora-patterns, peft_lora"
  })
  void theyComeBackBitForBitAndMerge(
      String architecture, String model, String name, String method) {
    Path saved = ParityModels.saved(architecture, name);
    Map<String, byte[]> files = filesOf(saved.resolve("default"));
    Answer imported = send(model, zip(files));
    String id = id(imported);
    assertThat(imported.at("/method")).isEqualTo(method);

    Map<String, byte[]> exported = unzip(download(id, "weights?format=peft"));
    assertThat(exported.get("adapter_model.safetensors"))
        .isEqualTo(files.get("adapter_model.safetensors"));
    SAME.forEach(
        key -> assertThat(attribute(exported, key)).as(key).isEqualTo(attribute(files, key)));

    assertThat(logits(id, saved)).containsExactly(expected(saved), within(1e-4f));
    Answer merged = http.post(ADAPTERS + "/" + id + "/merge", "");
    assertThat(merged.at("/state")).as(merged.text()).isEqualTo("merged");
    assertThat(logits(id, saved)).containsExactly(expected(saved), within(1e-4f));
    assertThat(http.post(ADAPTERS + "/" + id + "/reset", "").status()).isEqualTo(200);
    assertThat(unzip(download(id, "merged_model")))
        .containsKeys("config.json", "model.safetensors");
  }

  @Test
  void everyTrainedBiasIsInTheMergedModel() throws IOException {
    Path saved = ParityModels.saved("bert", "peft-bert-lora-bias-all");
    Map<String, byte[]> files = filesOf(saved.resolve("default"));
    String id = id(send("bert-a", zip(files)));
    assertThat(http.post(ADAPTERS + "/" + id + "/merge", "").at("/state")).isEqualTo("merged");
    assertThat(logits(id, saved)).containsExactly(expected(saved), within(1e-4f));

    Map<String, byte[]> exported = unzip(download(id, "weights?format=peft"));
    Map<String, byte[]> merged = unzip(download(id, "merged_model"));

    try (Tensors given = tensors(files.get("adapter_model.safetensors"), "given");
        Tensors back = tensors(exported.get("adapter_model.safetensors"), "back");
        Tensors folded = tensors(merged.get("model.safetensors"), "folded")) {
      for (Tensor tensor : given.all()) {
        String name = tensor.name();
        if (!name.matches(".*\\.(modules_to_save|original_module)\\..*")) {
          assertThat(back.get(name)).isEqualTo(tensor);
        }
        if (name.endsWith(".bias") && name.startsWith("base_model.model.bert.")) {
          String inBase = name.replace("base_model.model.", "").replace(".base_layer", "");
          assertThat(folded.get(inBase).floats()).as(inBase).isEqualTo(tensor.floats());
        }
      }
    }
    assertThat(attribute(exported, "bias").asString()).isEqualTo("all");
  }

  private Tensors tensors(byte[] bytes, String name) throws IOException {
    Path file = Files.write(directory.resolve(name), bytes);
    return Safetensors.open(file, ErrorCode.INVALID_ADAPTER);
  }

  @Test
  void adapterHubHasNoWordsForThem() {
    Path saved = ParityModels.saved("bert", "peft-bert-ia3-default").resolve("default");
    String id = id(send("bert-a", zip(filesOf(saved))));

    Answer refused = http.get(ADAPTERS + "/" + id + "/weights?format=adapterhub");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/error/code")).isEqualTo("format_not_supported");
    assertThat(refused.at("/error/message")).contains("peft_ia3");
  }

  private static JsonNode attribute(Map<String, byte[]> files, String key) {
    return JsonMapper.shared().readTree(files.get("adapter_config.json")).at("/" + key);
  }
}
