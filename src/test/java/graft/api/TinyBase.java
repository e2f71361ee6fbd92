package graft.api;

import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes a base model directory that is as small as one can be. */
public final class TinyBase {
  private static final String CONFIG =
      """
      {"model_type": "bert", "architectures": ["BertModel"], "hidden_size": 2,
       "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 3,
       "max_position_embeddings": 64, "vocab_size": %d}
      """;

  private static final String TOKENIZER =
      """
      {"version": "1.0", "added_tokens": [], "model": {"type": "WordPiece", "unk_token": "[UNK]",
       "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
       "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3}}}
      """;

  private static final String TOKENIZER_CONFIG =
      """
      {"tokenizer_class": "BertTokenizer", "mask_token": null}
      """;

  private static final String LAYER = "encoder.layer.0.";

  private TinyBase() {}

  public static Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("tokenizer.json"), TOKENIZER);
    Files.writeString(directory.resolve("tokenizer_config.json"), TOKENIZER_CONFIG);
    weights(directory, 4);
    return directory;
  }

  /** Writes weights with so many words, and the configuration that says so. */
  public static void weights(Path directory, int words) throws IOException {
    Files.writeString(directory.resolve("config.json"), CONFIG.formatted(words));
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(zeros("embeddings.word_embeddings.weight", words, 2));
    tensors.add(zeros("embeddings.position_embeddings.weight", 64, 2));
    tensors.add(zeros("embeddings.token_type_embeddings.weight", 2, 2));
    Stream.of(
            "embeddings.LayerNorm",
            LAYER + "attention.output.LayerNorm",
            LAYER + "output.LayerNorm")
        .forEach(name -> add(tensors, name, 2));
    Stream.of("attention.self.query", "attention.self.key", "attention.self.value")
        .forEach(name -> add(tensors, LAYER + name, 2, 2));
    add(tensors, LAYER + "attention.output.dense", 2, 2);
    add(tensors, LAYER + "intermediate.dense", 3, 2);
    add(tensors, LAYER + "output.dense", 2, 3);
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
  }

  private static void add(List<Tensor> tensors, String module, long... shape) {
    tensors.add(zeros(module + ".weight", shape));
    tensors.add(zeros(module + ".bias", shape[0]));
  }

  private static Tensor zeros(String name, long... shape) {
    return Tensor.of(name, shape, new float[(int) Tensor.elements(shape)]);
  }
}
