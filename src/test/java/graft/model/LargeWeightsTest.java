package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.architecture.ModelConfig;
import graft.format.DType;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.model.ModelDirectory;
import graft.model.WeightReader.Form;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the weights of a model cost in memory. */
class LargeWeightsTest {
  private static final long WIDTH = 1024;
  private static final int HIDDEN = 1024;
  private static final int LAYERS = 4;
  private static final int INTERMEDIATE = 4096;
  private static final int VOCABULARY = 8192;
  private static final long MIB = 1 << 20;

  /** What a pass computes, and what heap and allocators take meanwhile. */
  private static final long BESIDE = 32 * MIB;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"BF16, BFLOAT16", "F32, FLOAT32"})
  void aTensorBeyondTwoGibibytesIsReadToItsEnd(DType type, Form form) throws IOException {
    long rows = 2_300_000_000L / WIDTH / type.bytes();
    Path file = sparse(type, rows);

    try (Tensors tensors = Safetensors.open(file, ErrorCode.INVALID_MODEL);
        NDManager manager = Devices.manager(new DeviceId("cpu"))) {
      NDArray table = new WeightReader(tensors, "", manager, form).read("words", rows, WIDTH);

      NDArray ends = Ops.slice(table, 0, rows - 1, rows);
      assertThat(HostMemory.floats(ends)).hasSize((int) WIDTH).endsWith(0f, -3f);
    }
  }

  /** Zeros that take no room on the disk, and -3 at the end. */
  private Path sparse(DType type, long rows) throws IOException {
    long bytes = rows * WIDTH * type.bytes();
    byte[] header =
        """
        {"words": {"dtype": "%s", "shape": [%d, %d], "data_offsets": [0, %d]}}\
        """
            .formatted(type, rows, WIDTH, bytes)
            .getBytes(StandardCharsets.UTF_8);
    Path path = directory.resolve("sparse.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      file.write(length.putLong(header.length).array());
      file.write(header);
      file.setLength(Long.BYTES + header.length + bytes);
      byte[] last = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(-3).array();
      file.seek(file.length() - type.bytes());
      file.write(last, Float.BYTES - type.bytes(), type.bytes());
    }
    return path;
  }

  @Test
  void aModelInBfloat16TakesLittleMoreMemoryThanItsFile() throws IOException {
    assumeThat(Path.of("/proc/self/clear_refs")).isWritable();
    ModelDirectory model = ModelDirectory.open(write());
    long file = Files.size(directory.resolve(ModelDirectory.WEIGHTS));
    assertThat(file).isGreaterThan(140 * MIB);

    long looking = rise(() -> assertThat(model.survey().faults()).isEmpty());
    long computing = rise(() -> pass(model));

    assertThat(looking).isLessThan(BESIDE);
    assertThat(computing).isLessThan((long) (1.15 * file) + BESIDE);
  }

  private static void pass(ModelDirectory directory) {
    ModelConfig config = new ModelConfig(directory.config());
    NDManager place = Devices.manager(new DeviceId("cpu"));
    try (BaseModel model = Architectures.load(config, directory.weights(), place, true)) {
      float[] states =
          Gradients.off(() -> {
            try (Scope scope = new Scope();
                NDManager manager = model.newManager()) {
              NDArray ids = manager.create(new long[] {1, 5, 9, 2}, new Shape(1, 4));
              Inputs inputs = new Inputs.Text(ids, ids.onesLike(), null);
              return HostMemory.floats(model.forward(inputs, Pass.of(Setup.EMPTY)).hidden());
            }
          });
      assertThat(states).hasSize(4 * HIDDEN).doesNotContain(Float.NaN);
    }
  }

  /** How far the memory in use rose above what it was at first, at its highest. */
  private static long rise(Runnable work) throws IOException {
    System.gc();
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    long before = status("VmRSS:");
    work.run();
    return status("VmHWM:") - before;
  }

  private static long status(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private Path write() throws IOException {
    Files.writeString(
        directory.resolve(ModelDirectory.CONFIG),
        """
        {"model_type": "llama", "hidden_size": %d, "num_hidden_layers": %d, "intermediate_size": %d,
         "num_attention_heads": 16, "vocab_size": %d, "tie_word_embeddings": true, "torch_dtype": "bfloat16"}
        """
            .formatted(HIDDEN, LAYERS, INTERMEDIATE, VOCABULARY));
    try (Arena arena = Arena.ofConfined()) {
      List<Tensor> tensors = new ArrayList<>();
      tensors.add(tensor("model.embed_tokens.weight", arena, VOCABULARY, HIDDEN));
      tensors.add(tensor("model.norm.weight", arena, HIDDEN));
      for (int i = 0; i < LAYERS; i++) {
        String layer = "model.layers." + i + ".";
        tensors.add(tensor(layer + "input_layernorm.weight", arena, HIDDEN));
        tensors.add(tensor(layer + "post_attention_layernorm.weight", arena, HIDDEN));
        for (String one : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
          tensors.add(tensor(layer + "self_attn." + one + ".weight", arena, HIDDEN, HIDDEN));
        }
        tensors.add(tensor(layer + "mlp.gate_proj.weight", arena, INTERMEDIATE, HIDDEN));
        tensors.add(tensor(layer + "mlp.up_proj.weight", arena, INTERMEDIATE, HIDDEN));
        tensors.add(tensor(layer + "mlp.down_proj.weight", arena, HIDDEN, INTERMEDIATE));
      }
      SafetensorsWriter.write(
          directory.resolve(ModelDirectory.WEIGHTS), tensors, Map.of("format", "pt"));
    }
    return directory;
  }

  /** Small numbers of both signs. */
  private static Tensor tensor(String name, Arena arena, long... shape) {
    long elements = Tensor.elements(shape);
    MemorySegment data = arena.allocate(elements * Short.BYTES, Long.BYTES);
    for (long i = 0; i < elements; i++) {
      float value = (i * 7919 % 201 - 100) / 5000f;
      short bits = (short) (Float.floatToRawIntBits(value) >>> 16);
      data.set(ValueLayout.JAVA_SHORT, i * Short.BYTES, bits);
    }
    return new Tensor(name, DType.BF16, shape, data);
  }
}
