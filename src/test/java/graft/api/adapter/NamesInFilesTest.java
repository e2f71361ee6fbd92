package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import graft.parity.ParityModels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an adapter is called in its own files. */
class NamesInFilesTest extends ExchangeOverHttp {
  private static final Path LORA =
      ParityModels.saved("bert", "bert-lora-default-cls2").resolve("task");
  private static final String QUERY = "bert.encoder.layer.0.attention.self.query.loras.";

  @Test
  void whatIsImportedKeepsItsNameInEveryFormat() {
    String id = id(send("bert-a", zip(filesOf(LORA)), "name", "called-otherwise"));

    assertNamed(id, "task");
    assertThat(tensors(unzip(download(id, "weights?format=peft")).get("adapter_model.safetensors")))
        .containsKey("base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.weight");
  }

  @Test
  void peftsFilesHoldNoNameSoTheSendersIsTaken() {
    byte[] peft = download(id(send("bert-a", zip(filesOf(LORA)))), "weights?format=peft");

    assertNamed(id(send("bert-a", peft, "name", "v1.2")), "v1_2");
    assertNamed(id(send("bert-a", peft)), "graft");
  }

  @ParameterizedTest
  @CsvSource({"spam.v2, spam_v2", ", task"})
  void aJobIsNamedByItsSuffixElseAsWhatItGoesOnFrom(String suffix, String name) {
    String start = id(send("bert-a", zip(filesOf(LORA))));
    Map<String, Object> request = Map.of("adapter", Map.of("from", start));
    Map<String, Object> suffixed =
        Map.of("adapter", Map.of("from", start), "suffix", String.valueOf(suffix));

    assertNamed(train("bert-a", rows(), suffix == null ? request : suffixed), name);
  }

  @Test
  void whatNobodyHasNamedIsCalledAsEver() {
    assertNamed(train("bert-a", rows(), Map.of("adapter", "lora")), "graft");
  }

  private void assertNamed(String id, String name) {
    Map<String, byte[]> files = unzip(download(id, "weights?format=adapterhub"));
    assertThat(json(files, "adapter_config.json").at("/name").asString()).isEqualTo(name);
    assertThat(json(files, "head_config.json").at("/name").asString()).isEqualTo(name);
    assertThat(tensors(files.get("adapter.safetensors")).keySet())
        .contains(QUERY + name + ".lora_A")
        .allSatisfy(tensor -> assertThat(tensor).contains(".loras." + name + "."));
    assertThat(tensors(files.get("model_head.safetensors")))
        .containsOnlyKeys(
            List.of("1.weight", "1.bias", "4.weight", "4.bias").stream()
                .map(tensor -> "heads." + name + "." + tensor)
                .toArray(String[]::new));
    assertThat(tensors(download(id, "weights?format=safetensors")))
        .containsKeys(QUERY + name + ".lora_A", "heads." + name + ".4.weight");
  }
}
