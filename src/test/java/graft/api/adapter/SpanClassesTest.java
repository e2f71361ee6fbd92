package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.Json;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.parity.ParityModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Transformers' classes that tell spans call the base model of most decoders {@code transformer},
 * and find nothing in a file that calls it {@code model}, as that of all other classes does.
 */
class SpanClassesTest extends ExchangeOverHttp {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ROOT = "base_model.model.";

  /** Of both models, and what their queries' heads have together. */
  private static final int HIDDEN = 32;

  @ParameterizedTest
  @CsvSource({
    "llama, llama-a, transformer., false",
    "mistral, mistral-c, model., false",
    // Auto classes take it for a Ministral.
    "mistral, mistral-c, transformer., true"
  })
  void filesAreThoseOfTheClass(
      String architecture, String model, String prefix, boolean listsLayers) throws IOException {
    Path directory = DATA.resolve("models").resolve(model);
    FileSystemUtils.copyRecursively(ParityModels.directory(architecture, model), directory);
    if (listsLayers) {
      listLayers(directory.resolve("config.json"));
    }

    String id = id(send(model, zip(adapter(prefix, 0.5f))));

    assertThat(tensors(unzip(download(id, "weights?format=peft")).get("adapter_model.safetensors")))
        .isEqualTo(tensors(adapter(prefix, 0.5f).get("adapter_model.safetensors")));
    Map<String, byte[]> merged = unzip(download(id, "merged_model"));
    assertThat(tensors(merged.get("model.safetensors")).keySet())
        .contains("qa_outputs.weight", prefix + "embed_tokens.weight")
        .allMatch(name -> name.startsWith("qa_outputs.") || name.startsWith(prefix));
    Answer registered =
        new Multipart()
            .text("name", "merged")
            .file("files", "merged.zip", zip(merged))
            .postTo(http, "/v1/models");
    assertThat(registered.at("/status")).as(registered.text()).isEqualTo("ready");
    String same = id(send("merged", zip(adapter(prefix, 0))));
    List<Double> expected = spans(id);
    List<Double> found = spans(same);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-4));
    }
    assertThat(expected).isNotEqualTo(spans(id(send(model, zip(adapter(prefix, 0))))));
  }

  private static void listLayers(Path config) throws IOException {
    ObjectNode said = (ObjectNode) JSON.readTree(Files.readAllBytes(config));
    said.putArray("layer_types")
        .add("full_attention")
        .add("sliding_attention")
        .add("full_attention");
    Files.write(config, JSON.writeValueAsBytes(said));
  }

  /** PEFT's file of an adapter of the first layer. */
  private static Map<String, byte[]> adapter(String prefix, float b) throws IOException {
    String path = ROOT + prefix + "layers.0.self_attn.q_proj.";
    List<Tensor> tensors =
        List.of(
            filled(path + "lora_A.weight", 0.3f, 1, HIDDEN),
            filled(path + "lora_B.weight", b, HIDDEN, 1),
            filled(ROOT + "qa_outputs.weight", 0.2f, 2, HIDDEN),
            filled(ROOT + "qa_outputs.bias", 0.1f, 2));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SafetensorsWriter.write(bytes, tensors, Map.of("format", "pt"));
    Map<String, Object> config =
        Map.of(
            "peft_type",
            "LORA",
            "task_type",
            "QUESTION_ANS",
            "r",
            1,
            "lora_alpha",
            2,
            "target_modules",
            List.of(prefix + "layers.0.self_attn.q_proj"),
            "modules_to_save",
            List.of("qa_outputs"));
    return Map.of(
        "adapter_config.json", Json.compact(config),
        "adapter_model.safetensors", bytes.toByteArray());
  }

  /** Numbers around a value. */
  private static Tensor filled(String name, float value, long... shape) {
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (i % 3 - 0.8f) * value;
    }
    return Tensor.of(name, shape, values);
  }

  private List<Double> spans(String id) {
    Map<String, Object> row = Map.of("question", "is it late ?", "context", "a red apple");
    Answer answer =
        http.postJson(
            ADAPTERS + "/" + id + "/predict",
            Map.of("inputs", List.of(row), "return", List.of("logits", "all_logits")));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    List<Double> logits = new ArrayList<>();
    for (String ends : List.of("start_logits", "end_logits")) {
      for (JsonNode logit : answer.json().at("/data/0/" + ends)) {
        logits.add(logit.asDouble());
      }
    }
    return logits;
  }
}
