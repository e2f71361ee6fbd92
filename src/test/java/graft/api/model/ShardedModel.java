package graft.api.model;

import graft.format.Json;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.parity.ParityModels;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A tiny model whose weights are in two files with an index. */
final class ShardedModel {
  private ShardedModel() {}

  /** Writes it into an empty directory. */
  static void write(Path directory) throws IOException {
    Path source = ParityModels.directory("bert", "bert-a");
    for (String file : List.of("config.json", "tokenizer.json")) {
      Files.copy(source.resolve(file), directory.resolve(file));
    }
    Map<String, String> index = new TreeMap<>();
    try (Tensors tensors =
        Safetensors.open(source.resolve("model.safetensors"), ErrorCode.INVALID_MODEL)) {
      List<Tensor> all = List.copyOf(tensors.all());
      int half = all.size() / 2;
      shard(directory.resolve("model-1.safetensors"), all.subList(0, half), index);
      shard(directory.resolve("model-2.safetensors"), all.subList(half, all.size()), index);
    }
    Files.write(
        directory.resolve("model.safetensors.index.json"),
        Json.compact(Map.of("weight_map", index)));
  }

  private static void shard(Path file, List<Tensor> tensors, Map<String, String> index) {
    SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
    tensors.forEach(tensor -> index.put(tensor.name(), file.getFileName().toString()));
  }
}
