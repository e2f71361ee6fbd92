package graft.generate.search;

import graft.format.Safetensors;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the reference generated with one model, and the logits that it saw. */
record Recorded(JsonNode json, Path numbers) {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  static final List<String> MODELS =
      List.of("llama-a", "llama-c", "gpt2-a", "gemma3-a", "t5-a", "bart-a");

  static Recorded of(String model) {
    Path root = Path.of("target", "generate", model);
    try (InputStream resource = Recorded.class.getResourceAsStream("/generate/" + model + ".zip");
        ZipInputStream zip = new ZipInputStream(resource)) {
      Files.createDirectories(root);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.write(root.resolve(entry.getName()), zip.readAllBytes());
      }
      JsonNode json = JsonMapper.shared().readTree(root.resolve("case.json").toFile());
      return new Recorded(json, root.resolve("io.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> runs(String kind) {
    return json.path("generate")
        .valueStream()
        .filter(run -> run.path("kind").asString().equals(kind))
        .toList();
  }

  JsonNode run(String name) {
    return json.path("generate")
        .valueStream()
        .filter(run -> run.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  int rows() {
    return (int) shape("input/input_ids")[0];
  }

  /**
   * What penalties count: the prompt without padding, of an encoder-decoder the decoder's start.
   */
  int[] counted(int row) {
    JsonNode start = json.path("decoder_start_token_id");
    if (start.isNumber()) {
      return new int[] {start.asInt()};
    }
    int[] ids = ints("input/input_ids", row);
    int[] mask = ints("input/attention_mask", row);
    return IntStream.range(0, ids.length).filter(i -> mask[i] == 1).map(i -> ids[i]).toArray();
  }

  static List<Integer> ends(JsonNode run) {
    JsonNode ids = run.path("eos_token_id");
    return ids.isArray() ? ids.valueStream().map(JsonNode::asInt).toList() : List.of(ids.asInt());
  }

  /** Raw logits of a greedy step. */
  float[] logits(int row, int step) {
    long[] shape = shape("generate/greedy/logits");
    int size = (int) shape[2];
    int from = (int) ((row * shape[1] + step) * size);
    return Arrays.copyOfRange(floats("generate/greedy/logits"), from, from + size);
  }

  float[] probabilities(String run, int row) {
    float[] all = floats("generate/" + run + "/probabilities");
    int size = all.length / rows();
    return Arrays.copyOfRange(all, row * size, (row + 1) * size);
  }

  int[] newIds(String run, int row) {
    return ints("generate/" + run + "/new_ids", row);
  }

  private int[] ints(String name, int row) {
    try (Tensors tensors = open()) {
      int size = (int) tensors.get(name).shape()[1];
      return IntStream.range(row * size, (row + 1) * size)
          .map(i -> (int) tensors.get(name).data().getAtIndex(LONG, i))
          .toArray();
    }
  }

  private float[] floats(String name) {
    try (Tensors tensors = open()) {
      return tensors.get(name).floats();
    }
  }

  private long[] shape(String name) {
    try (Tensors tensors = open()) {
      return tensors.get(name).shape();
    }
  }

  private Tensors open() {
    return Safetensors.open(numbers, ErrorCode.INVALID_MODEL);
  }
}
