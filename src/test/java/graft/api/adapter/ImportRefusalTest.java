package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with an adapter that is sent: the answer says so, and nothing is stored. */
class ImportRefusalTest extends ExchangeOverHttp {
  private static final Path LORA =
      ParityModels.saved("bert", "bert-lora-default-cls2").resolve("task");
  private static final String QUERY = "bert.encoder.layer.0.attention.self.query.loras.task.lora_A";

  @AfterEach
  void nothingIsStored() throws IOException {
    assertThat(stored("adapters")).isEmpty();
    assertThat(stored("imports")).isEmpty();
    assertThat(http.get(ADAPTERS).json().at("/data")).isEmpty();
  }

  @Test
  void everyMissingOrUnknownPartIsNamed() {
    Answer answer =
        new Multipart().text("modell", "bert-a").text("name", "a b").postTo(http, ADAPTERS);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/errors/0/message"))
        .isEqualTo("unknown attribute modell; known are [file, model, name, labels, setup]");
    Answer empty = new Multipart().text("name", "a b").postTo(http, ADAPTERS);
    assertThat(empty.json().at("/errors").valueStream().map(e -> e.at("/pointer").asString()))
        .containsExactly("/file", "/model", "/name");
    assertThat(http.postJson(ADAPTERS, "{}").text()).contains("combine is required");
  }

  @Test
  void anUnknownModelIsNamed() {
    Answer answer = send("bert-b", zip(filesOf(LORA)));

    assertThat(answer.at("/error/code")).isEqualTo("model_not_found");
    assertThat(answer.at("/error/message")).contains("bert-b");
  }

  @Test
  void whatIsTooLargeIsRefused() {
    assertRefused(send("bert-a", new byte[MOST_BYTES + 1]), 413, "too_large", "the most");

    Map<String, byte[]> bomb = filesOf(LORA);
    bomb.put("adapter.safetensors", new byte[MOST_BYTES + 1]);
    byte[] archive = zip(bomb);
    assertThat(archive.length).isLessThan(MOST_BYTES / 10);
    assertRefused(send("bert-a", archive), 422, "invalid_adapter", "unpacks to more than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil.txt", "/etc/evil.txt", "a/../../evil.txt"})
  void anArchiveThatLeadsOutOfItselfIsRefused(String name) {
    Map<String, byte[]> files = filesOf(LORA);
    files.put(name, new byte[1]);

    assertRefused(send("bert-a", zip(files)), 422, "invalid_adapter", "leads out of the archive");
  }

  @Test
  void anArchiveThatIsNoneIsRefused() {
    assertRefused(send("bert-a", utf8("hello")), 422, "invalid_adapter", "not a whole ZIP file");
    assertRefused(
        send("bert-a", zip(Map.of("a/x.safetensors", new byte[1]))),
        422,
        "invalid_adapter",
        "has no adapter_config.json");
  }

  @Test
  void everyUnknownFileIsNamed() {
    Map<String, byte[]> files = filesOf(LORA);
    files.put("weights.pt", new byte[1]);
    files.put("value_head.bin", new byte[1]);
    files.put("run.sh", new byte[1]);
    files.put("README.md", new byte[1]);

    for (Answer answer : new Answer[] {send("bert-a", files), send("bert-a", zip(files))}) {
      assertRefused(
          answer,
          422,
          "invalid_adapter",
          "value_head.bin holds weights and is not a file of an adapter");
      assertThat(answer.json().at("/errors")).hasSize(2);
    }
  }

  @Test
  void anAdapterWithFilesOfAFusionIsRefused() {
    Map<String, byte[]> files = filesOf(LORA);
    files.put("model_adapter_fusion.safetensors", new byte[1]);

    assertRefused(
        send("bert-a", files), 422, "invalid_adapter", "[model_adapter_fusion.safetensors]");
  }

  @Test
  void aFileThatComesTwiceIsRefused() {
    byte[] config = filesOf(LORA).get("adapter_config.json");
    Answer answer =
        new Multipart()
            .text("model", "bert-a")
            .file("adapter_config.json", config)
            .file("adapter_config.json", config)
            .postTo(http, ADAPTERS);

    assertRefused(answer, 422, "invalid_adapter", "adapter_config.json was sent twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          adapter_config.json | "name": "task"           |                              | neither peft_type
          adapter_config.json | {                        | [                            | is not a JSON object
          adapter_config.json | "hidden_size": 32        | "hidden_size": 64            | hidden_size is 64, the base model's is 32
          adapter_config.json | "model_type": "bert"     | "model_type": "roberta"      | model_type is roberta, the base model's is bert
          adapter_config.json | "architecture": "lora"   | "architecture": "telepathy"  | unknown adapter method telepathy
          adapter_config.json | "use_dora": false        | "use_dora": true             | m.weight is missing
          adapter_config.json | "vera_d": null           | "vera_d": 0.1                | vera_D is missing
          adapter_config.json | "dropout": 0.0           | "dropuot": 0.0               | dropuot
          adapter_config.json | "r": 8                   | "r": -8                      | r must be
          head_config.json    | "classification"         | "dependency_parsing"         | head_type is dependency_parsing
          head_config.json    | "LABEL_1": 1             | "LABEL_1": 2                 | label2id must give each number below 2
          head_config.json    | "num_labels": 2          | "num_labels": 3              | label2id must give each number below 3
          head_config.json    | "bias": true             | "bias": false                | tensor heads.task.4.bias has no place in such an adapter
          head_config.json    | "tanh"                   | "tahn"                       | activation_function must be
          head_config.json    | "layers": 2              | "layers": "two"              | layers must be a whole number
          """)
  void aConfigurationThatDoesNotFitIsRefusedByItsAttribute(
      String file, String from, String to, String reason) {
    Map<String, byte[]> files = filesOf(LORA);
    String text = new String(files.get(file), StandardCharsets.UTF_8);
    String replacement = to == null ? "\"nome\": \"task\"" : to;
    assertThat(text).contains(from);
    files.put(file, utf8(text.replaceFirst(Pattern.quote(from), replacement)));

    Answer answer = send("bert-a", files);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/error/message")).contains(reason);
  }

  @Test
  void aWidthThatNoModelNeedsIsRefusedByItsAttributeAndPlace() {
    Map<String, byte[]> files =
        filesOf(ParityModels.saved("bert", "bert-pfeiffer-default-cls2").resolve("task"));
    String config = new String(files.get("adapter_config.json"), StandardCharsets.UTF_8);
    String wide = config.replace("\"reduction_factor\": 16", "\"reduction_factor\": 1e-300");
    assertThat(wide).isNotEqualTo(config);
    files.put("adapter_config.json", utf8(wide));

    Answer answer = send("bert-a", files);

    assertRefused(answer, 422, "invalid_adapter", "encoder.layer.0.output");
    assertThat(answer.at("/errors/0/pointer")).endsWith("/reduction_factor");
  }

  @Test
  void everyTensorThatDoesNotFitIsNamed() {
    Map<String, byte[]> files =
        changed(
            "adapter.safetensors",
            tensors -> {
              Tensor first = tensors.remove(QUERY);
              Tensor layer1 = tensors.remove(QUERY.replace("layer.0", "layer.1"));
              put(first.named("bert.pooler.loras.task.lora_A"), tensors);
              put(Tensor.of(layer1.name(), new long[] {2, 3}, new float[6]), tensors);
              Tensor layer2 = tensors.get(QUERY.replace("layer.0", "layer.2"));
              float[] values = layer2.floats();
              values[0] = Float.NaN;
              put(Tensor.of(layer2.name(), layer2.shape(), values), tensors);
              return tensors;
            });
    files.put(
        "model_head.safetensors",
        changed(
                "model_head.safetensors",
                tensors -> {
                  tensors.remove("heads.task.4.bias");
                  return tensors;
                })
            .get("model_head.safetensors"));

    Answer answer = send("bert-a", zip(files));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors").valueStream().map(e -> e.at("/code").asString()))
        .containsExactlyInAnyOrder(
            "missing_tensor", "wrong_shape", "not_finite", "unexpected_tensor", "missing_tensor");
    assertThat(answer.at("/error/message"))
        .contains("layer.1.attention.self.query.loras.task.lora_A: expected [8, 32], found [2, 3]")
        .contains("tensor heads.task.4.bias is missing");
  }

  @Test
  void anotherModelsAdapterIsRefused() {
    Path roberta = ParityModels.saved("roberta", "peft-roberta-lora").resolve("default");

    assertRefused(
        send("bert-a", filesOf(roberta)),
        422,
        "format_not_supported",
        "no place for an adapter at");
  }

  @Test
  void damagedWeightsAreRefused() {
    Map<String, byte[]> files = filesOf(LORA);
    byte[] weights = files.get("adapter.safetensors");
    files.put("adapter.safetensors", Arrays.copyOf(weights, weights.length - 4));
    assertRefused(send("bert-a", files), 422, "invalid_adapter", "adapter.safetensors");

    files.remove("adapter.safetensors");
    assertRefused(send("bert-a", files), 422, "invalid_adapter", "but neither");

    files.put(
        "pytorch_adapter.bin", zip(Map.of("archive/data.pkl", utf8("cos\nsystem\n(Vid\ntR."))));
    assertRefused(send("bert-a", files), 422, "invalid_adapter", "pytorch_adapter.bin");
  }

  private static void assertRefused(Answer answer, int status, String code, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.at("/error/code")).isEqualTo(code);
    assertThat(answer.text()).contains(reason).doesNotContain(DATA.toString());
  }

  private static void put(Tensor tensor, Map<String, Tensor> tensors) {
    tensors.put(tensor.name(), tensor);
  }

  /** The files of an adapter, the tensors in one of them changed. */
  private static Map<String, byte[]> changed(
      String file, UnaryOperator<Map<String, Tensor>> change) {
    Map<String, byte[]> files = filesOf(LORA);
    try (Tensors saved = Safetensors.open(LORA.resolve(file), ErrorCode.INVALID_ADAPTER)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Map<String, Tensor> tensors = change.apply(new TreeMap<>(saved.asMap()));
      SafetensorsWriter.write(bytes, List.copyOf(tensors.values()), Map.of());
      files.put(file, bytes.toByteArray());
      return files;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
