package graft.format.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.format.Digest;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.torch.TorchArchiveWriter;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDirectoryTest {
  private static final Tensor WORDS = Tensor.of("words.weight", new long[] {2, 2}, 1, 2, 3, 4);
  private static final Tensor NORM = Tensor.of("LayerNorm.weight", new long[] {2}, 5, 6);

  @TempDir Path temporary;
  private Path root;

  @BeforeEach
  void makeDirectory() throws IOException {
    root = Files.createDirectory(temporary.resolve("tiny-bert"));
  }

  @Test
  void aModelIsDescribedByItsFiles() throws IOException {
    config(
        """
        {"model_type": "bert", "architectures": ["BertModel"], "hidden_size": 2, "num_attention_heads": 1,
         "num_hidden_layers": 1, "max_position_embeddings": 64}\
        """);
    weights("model.safetensors", WORDS, NORM);
    Files.writeString(root.resolve("tokenizer_config.json"), "{\"model_max_length\": 48}");

    ModelFacts facts = ModelDirectory.open(root).survey().facts();

    Path file = root.resolve("model.safetensors");
    assertThat(facts)
        .isEqualTo(
            new ModelFacts(
                "bert",
                Optional.of("BertModel"),
                6,
                2,
                1,
                OptionalInt.of(48),
                Files.size(file),
                Digest.sha256(List.of(file))));
  }

  @ParameterizedTest
  @CsvSource({
    "bert, 768, 12, 512",
    "roberta, 768, 12, 510",
    "distilbert, 768, 6, 512",
    "gpt2, 768, 12, 1024",
    "llama, 4096, 32, 2048"
  })
  void absentSizesHaveTheirDefaults(String type, int hidden, int layers, Integer length)
      throws IOException {
    config("{\"model_type\": \"" + type + "\"}");
    weights("model.safetensors", WORDS);

    ModelFacts facts = ModelDirectory.open(root).survey().facts();

    assertThat(facts.hiddenSize()).isEqualTo(hidden);
    assertThat(facts.layers()).isEqualTo(layers);
    assertThat(facts.maxLength())
        .isEqualTo(length == null ? OptionalInt.empty() : OptionalInt.of(length));
  }

  @Test
  void oldNamesAreRenamedAndBuffersLeftOut() throws IOException {
    bert();
    weights(
        "model.safetensors",
        Tensor.of("bert.embeddings.LayerNorm.gamma", new long[] {1}, 1),
        Tensor.of("bert.embeddings.LayerNorm.beta", new long[] {1}, 2),
        Tensor.of("bert.embeddings.position_ids", new long[] {1}, 3));

    try (Tensors tensors = ModelDirectory.open(root).weights()) {
      assertThat(tensors.names())
          .containsExactly("bert.embeddings.LayerNorm.bias", "bert.embeddings.LayerNorm.weight");
      assertThat(tensors.get("bert.embeddings.LayerNorm.weight").floats()).containsExactly(1);
    }
  }

  @Test
  void anOldNameBesideItsNewOneIsRefused() throws IOException {
    bert();
    weights(
        "model.safetensors",
        Tensor.of("LayerNorm.gamma", new long[] {1}, 1),
        Tensor.of("LayerNorm.weight", new long[] {1}, 2));

    assertRefused("model.safetensors: tensor LayerNorm.weight: occurs twice");
  }

  @Test
  void shardsAreOneModel() throws IOException {
    bert();
    weights("model-00001-of-00002.safetensors", WORDS);
    weights("model-00002-of-00002.safetensors", NORM);
    index(
        WORDS.name(),
        "model-00001-of-00002.safetensors",
        NORM.name(),
        "model-00002-of-00002.safetensors");

    try (Tensors tensors = ModelDirectory.open(root).weights()) {
      assertThat(tensors.all()).containsExactly(NORM, WORDS);
    }
  }

  @Test
  void anIndexThatDoesNotFitItsShardsIsRefused() throws IOException {
    bert();
    index(WORDS.name(), "a.safetensors");
    assertRefused("tiny-bert: has no a.safetensors");

    weights("a.safetensors", NORM);
    assertRefused("tensor words.weight: is missing in a.safetensors");

    weights("a.safetensors", WORDS, NORM);
    assertRefused("tensor LayerNorm.weight: is in a.safetensors, which the index does not say");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../a.safetensors",
        "/etc/passwd",
        "b/a.safetensors",
        "..",
        ".hidden",
        "",
        "a\\\\b"
      })
  void anIndexNamesFilesBesideItselfOnly(String shard) throws IOException {
    bert();
    index(WORDS.name(), shard);

    assertRefused("model.safetensors.index.json: weight_map must name files in the same directory");
  }

  @Test
  void aPyTorchArchiveIsReadWhereThereIsNothingElse() throws IOException {
    bert();
    TorchArchiveWriter.write(root.resolve("pytorch_model.bin"), List.of(WORDS, NORM));

    try (Tensors tensors = ModelDirectory.open(root).weights()) {
      assertThat(tensors.all()).containsExactly(NORM, WORDS);
    }

    weights("model.safetensors", WORDS);
    try (Tensors tensors = ModelDirectory.open(root).weights()) {
      assertThat(tensors.all()).containsExactly(WORDS);
    }
  }

  @Test
  void pyTorchArchivesMayBeSeveral() throws IOException {
    bert();
    TorchArchiveWriter.write(root.resolve("a.bin"), List.of(WORDS));
    TorchArchiveWriter.write(root.resolve("b.bin"), List.of(NORM));
    Files.writeString(
        root.resolve("pytorch_model.bin.index.json"),
        """
        {"weight_map": {"%s": "a.bin", "%s": "b.bin"}}
        """
            .formatted(WORDS.name(), NORM.name()));

    try (Tensors tensors = ModelDirectory.open(root).weights()) {
      assertThat(tensors.all()).containsExactly(NORM, WORDS);
    }

    Files.delete(root.resolve("b.bin"));
    assertRefused("tiny-bert: has no b.bin");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertThatThrownBy(() -> ModelDirectory.open(root.resolve("none")))
        .hasMessage("none: is not a directory");
    assertRefused("tiny-bert: has no config.json");
    config("{\"model_type\": 7}");
    assertRefused("config.json: model_type must be a string");
    config("{\"model_type\": \"bert\",}");
    assertRefused("config.json: is not valid JSON");
    config("[1]");
    assertRefused("config.json: is not a JSON object");
    bert();
    assertRefused("tiny-bert: has no weights: expected model.safetensors");
    weights("model.safetensors", WORDS);
    assertThatThrownBy(() -> ModelDirectory.open(root).tokenizer())
        .hasMessage("tiny-bert: has no tokenizer.json");
  }

  @Test
  void aWrongSizeOrTypeIsNamed() throws IOException {
    weights("model.safetensors", WORDS);
    config("{\"model_type\": \"bert\", \"hidden_size\": \"wide\"}");
    assertRefused(
        "config.json: hidden_size must be a number from 1 to 2147483647, found the text wide");
    config("{\"model_type\": \"mamba\"}");
    assertRefused("config.json: model_type is mamba, known are ");
  }

  private void assertRefused(String fault) {
    assertThatThrownBy(
            () -> {
              ModelDirectory model = ModelDirectory.open(root);
              model.survey();
            })
        .isInstanceOf(GraftException.class)
        .hasMessageContaining(fault)
        .hasMessageNotContaining(temporary.toString())
        .extracting(e -> ((GraftException) e).code())
        .isEqualTo(ErrorCode.INVALID_MODEL);
  }

  private void bert() throws IOException {
    config("{\"model_type\": \"bert\"}");
  }

  private void config(String json) throws IOException {
    Files.writeString(root.resolve("config.json"), json);
  }

  private void weights(String file, Tensor... tensors) {
    SafetensorsWriter.write(root.resolve(file), List.of(tensors), Map.of("format", "pt"));
  }

  private void index(String... pairs) throws IOException {
    StringBuilder map = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      map.append(i == 0 ? "" : ",").append("\"%s\":\"%s\"".formatted(pairs[i], pairs[i + 1]));
    }
    Files.writeString(
        root.resolve("model.safetensors.index.json"), "{\"weight_map\": {" + map + "}}");
  }
}
