package graft.api;

import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes a base model directory that is as small as one can be. */
public final class TinyBase {
  private static final String CONFIG =
      """
      {"model_type": "bert", "architectures": ["BertModel"], "hidden_size": 2,
       "num_hidden_layers": 1, "num_attention_heads": 1, "max_position_embeddings": 64}
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

  private TinyBase() {}

  public static Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("config.json"), CONFIG);
    Files.writeString(directory.resolve("tokenizer.json"), TOKENIZER);
    Files.writeString(directory.resolve("tokenizer_config.json"), TOKENIZER_CONFIG);
    weights(directory, 4);
    return directory;
  }

  /** Writes weights with so many words of two numbers each. */
  public static void weights(Path directory, int words) {
    Tensor tensor =
        Tensor.of("embeddings.word_embeddings.weight", new long[] {words, 2}, new float[2 * words]);
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"), List.of(tensor), Map.of("format", "pt"));
  }
}
