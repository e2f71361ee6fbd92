package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Equal weights do not make equal models: each reads texts by the tokenizer that came with it. */
class TokenizerOfModelTest extends RealService {
  private static final Path SOURCE = ParityModels.directory("bert", "bert-a");

  @Test
  void modelsOfEqualWeightsReadByTheirOwnTokenizers() throws Exception {
    String tokenizer = Files.readString(SOURCE.resolve("tokenizer.json"));
    add("first", tokenizer);
    add("second", swapped(tokenizer));
    byte[] adapter = trained("first");
    String first = imported("first", adapter);
    String second = imported("second", adapter);

    JsonNode the = logits(first, "the");
    JsonNode and = logits(first, "and");
    assertThat(the).isNotEqualTo(and);
    assertThat(logits(second, "the")).isEqualTo(and);
    assertThat(logits(second, "and")).isEqualTo(the);
    assertThat(logits(first, "the")).isEqualTo(the);

    assertThat(http.delete("/v1/adapters/" + second).status()).isEqualTo(200);
    assertThat(http.delete("/v1/models/second").status()).isEqualTo(200);
    add("second", tokenizer);
    String again = imported("second", adapter);
    assertThat(logits(again, "the")).isEqualTo(the);

    List.of(first, again).forEach(id -> http.delete("/v1/adapters/" + id));
    List.of("first", "second").forEach(model -> http.delete("/v1/models/" + model));
  }

  /** The same tokenizer, whose two words have each other's ids. */
  private static String swapped(String tokenizer) {
    String the = id(tokenizer, "the");
    String and = id(tokenizer, "and");
    return tokenizer
        .replaceFirst("\"the\": *" + the + "\\b", "\"the\": " + and)
        .replaceFirst("\"and\": *" + and + "\\b", "\"and\": " + the);
  }

  private static String id(String tokenizer, String word) {
    return tokenizer.replaceFirst("(?s).*\"" + word + "\": *(\\d+).*", "$1");
  }

  private void add(String name, String tokenizer) throws IOException {
    Answer added =
        new Multipart()
            .text("name", name)
            .file("files", "config.json", Files.readAllBytes(SOURCE.resolve("config.json")))
            .file("files", "tokenizer.json", tokenizer.getBytes())
            .file(
                "files",
                "tokenizer_config.json",
                Files.readAllBytes(SOURCE.resolve("tokenizer_config.json")))
            .file(
                "files",
                "model.safetensors",
                Files.readAllBytes(SOURCE.resolve("model.safetensors")))
            .postTo(http, "/v1/models");
    assertThat(added.at("/status")).as(added.text()).isEqualTo("ready");
  }

  private byte[] trained(String model) throws Exception {
    String rows = "text,label\nthe,a\nand,b\nthe the,a\nand and,b\n";
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.csv", rows)
            .postTo(http, "/v1/files")
            .at("/id");
    Answer created =
        http.postJson(
            "/v1/fine_tuning/jobs",
            Map.of("model", model, "training_file", file, "training", Map.of("max_steps", 2)));
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    String path = "/v1/fine_tuning/jobs/" + created.at("/id");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> http.get(path).json().at("/finished_at").isNumber());
    String adapter = http.get(path).at("/adapter_id");
    byte[] zip =
        http.client()
            .send(
                http.request("/v1/adapters/" + adapter + "/weights?format=adapterhub").build(),
                BodyHandlers.ofByteArray())
            .body();
    assertThat(http.delete("/v1/adapters/" + adapter).status()).isEqualTo(200);
    return zip;
  }

  private String imported(String model, byte[] adapter) {
    Answer imported =
        new Multipart()
            .text("model", model)
            .file("adapter.zip", adapter)
            .postTo(http, "/v1/adapters");
    assertThat(imported.status()).as(imported.text()).isEqualTo(200);
    return imported.at("/id");
  }

  private JsonNode logits(String adapter, String text) {
    Answer answer =
        http.postJson(
            "/v1/adapters/" + adapter + "/predict",
            Map.of("inputs", List.of(text), "return", List.of("logits")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().at("/data/0/logits");
  }
}
