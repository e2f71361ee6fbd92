package graft.format.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.format.FileContext;
import graft.format.Json;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.model.ModelDirectory;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxConverterTest {
  private static final String TOKENIZER =
      """
      {"version": "1.0", "truncation": {"max_length": 128}, "padding": {"strategy": {"Fixed": 128}},
       "model": {"vocab": {"[PAD]": 0, "é": 1}}}\
      """;

  @TempDir Path directory;
  private Path jar;
  private Path model;

  @BeforeEach
  void names() {
    jar = directory.resolve("encoder.jar");
    model = directory.resolve("encoder");
  }

  @Test
  void aPublishedEncoderBecomesAModelDirectory() throws IOException {
    pack(
        "encoder.onnx",
        encoder(),
        "encoder-tokenizer.json",
        TOKENIZER.getBytes(StandardCharsets.UTF_8));

    OnnxConverter.convert(jar, model);

    ModelDirectory made = ModelDirectory.open(model);
    assertThat(made.config())
        .containsEntry("model_type", "bert")
        .containsEntry("hidden_size", 2)
        .containsEntry("num_hidden_layers", 1)
        .containsEntry("intermediate_size", 3)
        .containsEntry("vocab_size", 4)
        .containsEntry("max_position_embeddings", 5)
        .containsEntry("type_vocab_size", 2);
    try (Tensors weights = made.weights()) {
      assertThat(weights.names())
          .containsExactly(
              "embeddings.position_embeddings.weight",
              "embeddings.token_type_embeddings.weight",
              "embeddings.word_embeddings.weight",
              "encoder.layer.0.intermediate.dense.bias",
              "encoder.layer.0.intermediate.dense.weight",
              "encoder.layer.0.output.dense.weight");
      Tensor up = weights.get("encoder.layer.0.intermediate.dense.weight");
      assertThat(up.shape()).containsExactly(3, 2);
      assertThat(up.floats()).as("the transpose").containsExactly(0, 3, 1, 4, 2, 5);
    }
  }

  @Test
  void truncationAndPaddingAreSwitchedOff() throws IOException {
    pack(
        "encoder.onnx",
        encoder(),
        "encoder-tokenizer.json",
        TOKENIZER.getBytes(StandardCharsets.UTF_8));

    OnnxConverter.convert(jar, model);

    Map<String, Object> tokenizer =
        Json.readObject(
            Files.readAllBytes(ModelDirectory.open(model).tokenizer()),
            new FileContext("tokenizer.json", ErrorCode.INVALID_MODEL));
    assertThat(tokenizer)
        .containsEntry("truncation", null)
        .containsEntry("padding", null)
        .containsEntry("model", Map.of("vocab", Map.of("[PAD]", 0, "é", 1)));
  }

  @Test
  void aJarWithoutAnEncoderIsRefused() throws IOException {
    pack("a.txt", new byte[1], "b.txt", new byte[1]);
    assertRefused("encoder.jar: has 0 files *.onnx, not 1");

    byte[] empty = new OnnxBytes().message(7, new OnnxBytes()).bytes();
    pack("a.onnx", empty, "a-tokenizer.json", TOKENIZER.getBytes(StandardCharsets.UTF_8));
    assertRefused("tensor embeddings.word_embeddings.weight: is not there as a matrix");

    Files.write(jar, new byte[] {1, 2, 3});
    assertRefused("encoder.jar: is not a jar");
    assertThat(model).doesNotExist();
  }

  @Test
  void randomDamageIsRefusedInWords() {
    byte[] good = encoder();
    Random random = new Random(3);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(good.length)] = (byte) random.nextInt(256);
      FileContext origin = new FileContext("x.onnx", ErrorCode.INVALID_MODEL);
      try {
        BertWeights.in(OnnxGraph.parse(ByteBuffer.wrap(damaged), origin), origin).config();
      } catch (GraftException fault) {
        assertThat(fault).hasMessageStartingWith("x.onnx: ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  private void assertRefused(String fault) {
    assertThatThrownBy(() -> OnnxConverter.convert(jar, model))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining(fault)
        .hasMessageNotContaining(directory.toString());
  }

  /** One layer of hidden size 2 and feed-forward size 3, as PyTorch exports it. */
  private static byte[] encoder() {
    OnnxBytes graph =
        new OnnxBytes()
            .message(
                1,
                OnnxBytes.node("/encoder/layer.0/intermediate/dense/MatMul", "x", "onnx::MatMul_7"))
            .message(
                1, OnnxBytes.node("/encoder/layer.0/output/dense/MatMul", "y", "onnx::MatMul_8"))
            .message(1, OnnxBytes.node("/encoder/layer.0/attention/self/MatMul", "q", "k"))
            .message(5, OnnxBytes.floats("embeddings.word_embeddings.weight", 4, 2))
            .message(5, OnnxBytes.floats("embeddings.position_embeddings.weight", 5, 2))
            .message(5, OnnxBytes.floats("embeddings.token_type_embeddings.weight", 2, 2))
            .message(5, OnnxBytes.longs("embeddings.position_ids", 1, 5))
            .message(5, OnnxBytes.floats("encoder.layer.0.intermediate.dense.bias", 3))
            .message(5, OnnxBytes.floats("onnx::MatMul_7", 2, 3))
            .message(5, OnnxBytes.floats("onnx::MatMul_8", 3, 2));
    return new OnnxBytes().number(1, 6).message(7, graph).bytes();
  }

  private void pack(String name, byte[] content, String otherName, byte[] otherContent)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.putNextEntry(new ZipEntry(otherName));
      zip.write(otherContent);
    }
  }
}
