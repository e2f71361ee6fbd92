package graft.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.architecture.Registry;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.parity.ParityModels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * An architecture is one file and one registry line: {@link ToyBert} is added by its own file and a
 * line in the tests' {@code META-INF/services}, and a user can do with it what he can do with any.
 */
class ToyArchitectureTest extends RealService {
  private static final Path TOKENIZER =
      ParityModels.directory("bert", "bert-a").resolve("tokenizer.json");
  private static final int WIDTH = 16;
  private static final int VOCABULARY = 400;

  @Test
  void aMadeUpArchitectureIsTrainedPredictedMergedAndExported() throws Exception {
    addModel();

    for (String method :
        List.of(
            "lora",
            "seq_bn_inv",
            "prefix_tuning",
            "compacter[phm_dim=2,reduction_factor=4]",
            "ia3",
            "peft_prompt_tuning[num_virtual_tokens=2]",
            "peft_trainable_tokens[token_indices=[5,6]]")) {
      String adapter = trained(method);
      Answer predicted = predict(adapter);
      assertThat(predicted.status()).as(predicted.text()).isEqualTo(200);
      if (method.equals("lora")) {
        assertThat(peftConfig(adapter)).contains("\"q\"", "\"v\"");
        String before = predicted.json().at("/data/0/logits/0").asString();
        assertThat(http.postJson("/v1/adapters/" + adapter + "/merge", Map.of()).status())
            .isEqualTo(200);
        assertThat(predict(adapter).json().at("/data/0/logits/0").asDouble())
            .isCloseTo(Double.parseDouble(before), within(1e-4));
      }
      assertThat(http.delete("/v1/adapters/" + adapter).status()).isEqualTo(200);
    }
    assertThat(http.delete("/v1/models/toy").status()).isEqualTo(200);
  }

  @Test
  void noModelTypeStandsInTwoMainFiles() throws IOException {
    for (String type : Registry.modelTypes()) {
      try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
        List<Path> naming =
            files
                .filter(file -> file.toString().endsWith(".java"))
                // What turns files of one architecture into a model writes its name.
                .filter(file -> !file.getParent().endsWith("onnx"))
                .filter(file -> names(file, type))
                .toList();
        assertThat(naming).as(type).hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  private static boolean names(Path file, String type) {
    try {
      return Files.readString(file).contains('"' + type + '"');
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void addModel() throws IOException {
    String config =
        """
        {"model_type": "toy-bert", "width": %d, "depth": 2, "heads": 2, "vocab_size": %d, "positions": 64}
        """
            .formatted(WIDTH, VOCABULARY);
    ByteArrayOutputStream weights = new ByteArrayOutputStream();
    SafetensorsWriter.write(weights, tensors(), Map.of("format", "pt"));
    Answer added =
        new Multipart()
            .text("name", "toy")
            .file("files", "config.json", config.getBytes(StandardCharsets.UTF_8))
            .file("files", "tokenizer.json", Files.readAllBytes(TOKENIZER))
            .file("files", "model.safetensors", weights.toByteArray())
            .postTo(http, "/v1/models");
    assertThat(added.at("/status")).as(added.text()).isEqualTo("ready");
  }

  private static List<Tensor> tensors() {
    Random random = new Random(1);
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(tensor("toy.words.weight", random, VOCABULARY, WIDTH));
    for (int layer = 0; layer < 2; layer++) {
      String path = "toy.blocks." + layer + ".";
      for (String linear : List.of("att.q", "att.k", "att.v", "att.o")) {
        tensors.add(tensor(path + linear + ".weight", random, WIDTH, WIDTH));
        tensors.add(tensor(path + linear + ".bias", random, WIDTH));
      }
      tensors.add(tensor(path + "mlp.up.weight", random, 2 * WIDTH, WIDTH));
      tensors.add(tensor(path + "mlp.up.bias", random, 2 * WIDTH));
      tensors.add(tensor(path + "mlp.down.weight", random, WIDTH, 2 * WIDTH));
      tensors.add(tensor(path + "mlp.down.bias", random, WIDTH));
      tensors.add(tensor(path + "att.norm.weight", random, WIDTH));
      tensors.add(tensor(path + "mlp.norm.weight", random, WIDTH));
    }
    return tensors;
  }

  private static Tensor tensor(String name, Random random, long... shape) {
    float[] values = new float[(int) Tensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 4;
    }
    return Tensor.of(name, shape, values);
  }

  private String trained(String method) {
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.csv", "text,label\nthe,a\nand,b\nthe the,a\nand and,b\n")
            .postTo(http, "/v1/files")
            .at("/id");
    Answer created =
        http.postJson(
            "/v1/fine_tuning/jobs",
            Map.of(
                "model",
                "toy",
                "training_file",
                file,
                "adapter",
                method,
                "training",
                Map.of("max_steps", 2)));
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    String path = "/v1/fine_tuning/jobs/" + created.at("/id");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> http.get(path).json().at("/finished_at").isNumber());
    Answer ended = http.get(path);
    assertThat(ended.at("/status")).as(ended.text()).isEqualTo("succeeded");
    return ended.at("/adapter_id");
  }

  private Answer predict(String adapter) {
    return http.postJson(
        "/v1/adapters/" + adapter + "/predict",
        Map.of("inputs", List.of("the and"), "return", List.of("logits")));
  }

  private String peftConfig(String adapter) throws Exception {
    byte[] zip =
        http.client()
            .send(
                http.request("/v1/adapters/" + adapter + "/weights?format=peft").build(),
                BodyHandlers.ofByteArray())
            .body();
    try (ZipInputStream files = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = files.getNextEntry(); entry != null; entry = files.getNextEntry()) {
        if (entry.getName().endsWith("adapter_config.json")) {
          return new String(files.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new AssertionError("no adapter_config.json");
  }
}
