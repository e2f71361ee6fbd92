package graft.api.language;

import graft.Unpacked;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the reference generated with one model. */
record Recorded(JsonNode json, Path numbers) {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  static Recorded of(String model) {
    Path root = Unpacked.of("/parity/generate.zip").resolve("generate/generate-" + model);
    JsonNode json = JsonMapper.shared().readTree(root.resolve("case.json").toFile());
    return new Recorded(json, root.resolve("io.safetensors"));
  }

  List<JsonNode> runs() {
    return json.path("generate").valueStream().toList();
  }

  int rows() {
    try (Tensors tensors = open()) {
      return (int) tensors.get("input/input_ids").shape()[0];
    }
  }

  /** Padded as the reference was given them. */
  List<Integer> ids(int row) {
    return list("input/input_ids", row);
  }

  List<Integer> mask(int row) {
    return list("input/attention_mask", row);
  }

  List<Integer> newIds(String run, int row) {
    return list("generate/" + run + "/new_ids", row);
  }

  float score(String run, int row) {
    return floats("generate/" + run + "/scores")[row];
  }

  float[] probabilities(String run, int row) {
    float[] all = floats("generate/" + run + "/probabilities");
    int size = all.length / rows();
    return Arrays.copyOfRange(all, row * size, (row + 1) * size);
  }

  private List<Integer> list(String name, int row) {
    try (Tensors tensors = open()) {
      Tensor tensor = tensors.get(name);
      int size = (int) tensor.shape()[1];
      return IntStream.range(row * size, (row + 1) * size)
          .mapToObj(i -> (int) tensor.data().getAtIndex(LONG, i))
          .toList();
    }
  }

  private float[] floats(String name) {
    try (Tensors tensors = open()) {
      return tensors.get(name).floats();
    }
  }

  private Tensors open() {
    return Safetensors.open(numbers, ErrorCode.INVALID_MODEL);
  }
}
