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
       "num_hidden_layers": 1, "max_position_embeddings": 64}
      """;

  private TinyBase() {}

  public static Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("config.json"), CONFIG);
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
