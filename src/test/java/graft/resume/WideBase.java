package graft.resume;

import graft.api.Multipart;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A BERT of one layer that is nothing but wide: an eighth of a mebibyte for each position that goes
 * through it, several times over in a training step, from weights of five mebibytes.
 */
final class WideBase {
  static final int INTERMEDIATE = 1 << 15;
  static final int POSITIONS = 1024;

  private static final int HIDDEN = 16;
  private static final String LAYER = "encoder.layer.0.";
  private static final String CONFIG =
      """
      {"model_type": "bert", "architectures": ["BertModel"], "hidden_size": %d,
       "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": %d,
       "max_position_embeddings": %d, "vocab_size": %d}
      """;

  private final Random random = new Random(1);
  private final List<Tensor> tensors = new ArrayList<>();

  private WideBase() {}

  /** Writes it into a new directory; it reads the words of another tiny model. */
  static void write(Path directory) throws IOException {
    Path other = ParityModels.directory("bert", "bert-w");
    JsonNode config = JsonMapper.shared().readTree(other.resolve("config.json"));
    int words = config.at("/vocab_size").asInt();
    Files.createDirectory(directory);
    Files.copy(other.resolve("tokenizer.json"), directory.resolve("tokenizer.json"));
    Files.writeString(
        directory.resolve("config.json"), CONFIG.formatted(HIDDEN, INTERMEDIATE, POSITIONS, words));
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"),
        new WideBase().weights(words),
        Map.of("format", "pt"));
  }

  /** What a job on it asks for beside its file; a batch is one part of eight rows. */
  static Map<String, Object> job(int steps) {
    return Map.of(
        "model",
        "wide",
        "adapter",
        "lora",
        "validation_split",
        0,
        "training",
        Map.of("max_steps", steps, "batch_size", 8),
        "evaluation",
        Map.of());
  }

  /** Sixteen rows of so many words. */
  static String upload(Cluster cluster, int words) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      rows.append(
          "{\"text\":\"%s\",\"label\":\"%s\"}\n"
              .formatted("the cat ".repeat(words / 2).strip(), i % 2 == 0 ? "a" : "b"));
    }
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("wide.jsonl", rows.toString())
        .postTo(cluster.http(), "/v1/files")
        .at("/id");
  }

  private List<Tensor> weights(int words) {
    add("embeddings.word_embeddings.weight", words, HIDDEN);
    add("embeddings.position_embeddings.weight", POSITIONS, HIDDEN);
    add("embeddings.token_type_embeddings.weight", 2, HIDDEN);
    norm("embeddings.LayerNorm");
    for (String name : List.of("self.query", "self.key", "self.value", "output.dense")) {
      linear(LAYER + "attention." + name, HIDDEN, HIDDEN);
    }
    norm(LAYER + "attention.output.LayerNorm");
    linear(LAYER + "intermediate.dense", INTERMEDIATE, HIDDEN);
    linear(LAYER + "output.dense", HIDDEN, INTERMEDIATE);
    norm(LAYER + "output.LayerNorm");
    return tensors;
  }

  private void linear(String module, long out, long in) {
    add(module + ".weight", out, in);
    add(module + ".bias", out);
  }

  private void norm(String module) {
    add(module + ".weight", HIDDEN);
    add(module + ".bias", HIDDEN);
  }

  private void add(String name, long... shape) {
    float[] values = new float[(int) Tensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / HIDDEN;
    }
    tensors.add(Tensor.of(name, shape, values));
  }
}
