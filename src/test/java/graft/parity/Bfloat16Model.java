package graft.parity;

import graft.format.DType;
import graft.format.Json;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.model.ModelDirectory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A tiny model as people publish large ones: its weights cut to bf16, which its files say. */
public final class Bfloat16Model {
  private Bfloat16Model() {}

  /** Writes one into an empty directory. */
  public static Path write(Path like, Path into) throws IOException {
    try (Stream<Path> files = Files.list(like)) {
      for (Path file : files.toList()) {
        Files.copy(file, into.resolve(file.getFileName()));
      }
    }
    ModelDirectory model = ModelDirectory.open(like);
    Map<String, @Nullable Object> config = new TreeMap<>(model.config());
    config.remove("dtype");
    config.put("torch_dtype", "bfloat16");
    Files.write(into.resolve(ModelDirectory.CONFIG), Json.sorted(config));
    Files.delete(into.resolve(ModelDirectory.WEIGHTS));
    try (Tensors tensors = model.weights()) {
      List<Tensor> cut = tensors.all().stream().map(Bfloat16Model::cut).toList();
      SafetensorsWriter.write(into.resolve(ModelDirectory.WEIGHTS), cut, Map.of("format", "pt"));
    }
    return into;
  }

  private static Tensor cut(Tensor tensor) {
    if (!tensor.dtype().isFloating()) {
      return tensor;
    }
    float[] values = tensor.floats();
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort((short) (Float.floatToRawIntBits(value) >>> Short.SIZE));
    }
    return new Tensor(
        tensor.name(), DType.BF16, tensor.shape(), MemorySegment.ofArray(bytes.array()));
  }
}
