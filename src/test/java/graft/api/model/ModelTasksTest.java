package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.Json;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.model.ModelDirectory;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A model's tasks are those of its architecture that its own files have enough for. */
class ModelTasksTest extends CatalogOverHttp {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "gpt2, causal_lm, lm_head.weight",
    "llama, causal_lm, lm_head.weight",
    "qwen3, causal_lm, lm_head.weight",
    "bert, masked_lm, cls.predictions.decoder.weight"
  })
  void wordsNeedWhatTellsThem(String architecture, String task, String projection)
      throws IOException {
    write(architecture, projection);

    Answer tied = upload(architecture, "tied", true);
    Answer untied = upload(architecture, "untied", false);

    assertThat(tasks(tied)).contains(task, "sequence_classification");
    assertThat(tasks(untied)).doesNotContain(task).contains("sequence_classification");
    assertThat(tasks(http.get("/v1/models/untied"))).isEqualTo(tasks(untied));
  }

  private static List<String> tasks(Answer model) {
    assertThat(model.at("/status")).as(model.text()).isEqualTo("ready");
    return model.json().at("/tasks").valueStream().map(JsonNode::asString).toList();
  }

  private void write(String architecture, String projection) throws IOException {
    Path weights = ParityModels.first(architecture).resolve("model.safetensors");
    try (Tensors all = Safetensors.open(weights, ErrorCode.INVALID_MODEL)) {
      List<Tensor> others =
          all.all().stream().filter(tensor -> !tensor.name().equals(projection)).toList();
      SafetensorsWriter.write(
          directory.resolve("model.safetensors"), others, Map.of("format", "pt"));
    }
  }

  private Answer upload(String architecture, String name, boolean isTied) throws IOException {
    Path source = ParityModels.first(architecture);
    Map<String, @Nullable Object> config = new HashMap<>(ModelDirectory.open(source).config());
    config.put("tie_word_embeddings", isTied);
    return new Multipart()
        .text("name", name)
        .file("files", "config.json", Json.compact(config))
        .file("files", "tokenizer.json", Files.readAllBytes(source.resolve("tokenizer.json")))
        .file(
            "files",
            "model.safetensors",
            Files.readAllBytes(directory.resolve("model.safetensors")))
        .postTo(http, "/v1/models");
  }
}
