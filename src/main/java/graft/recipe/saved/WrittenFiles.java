package graft.recipe.saved;

import ai.djl.ndarray.NDArray;
import graft.adapter.PublishedNames;
import graft.format.AtomicFile;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.tensor.HostMemory;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Files of an adapter, each written under a temporary name first. */
public final class WrittenFiles {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private WrittenFiles() {}

  /**
   * Parameters as tensors of their published names.
   *
   * @param tied further tensors, which are the base model's
   */
  public static Map<String, Tensor> tensors(
      Parameters parameters, Map<ParameterName, NDArray> tied, PublishedNames names) {
    Map<String, Tensor> tensors = new TreeMap<>();
    parameters.all().forEach(parameter -> put(parameter.name(), parameter.value(), names, tensors));
    tied.forEach((name, value) -> put(name, value, names, tensors));
    return tensors;
  }

  private static void put(
      ParameterName name, NDArray value, PublishedNames names, Map<String, Tensor> tensors) {
    Tensor tensor =
        Tensor.of(names.of(name), value.getShape().getShape(), HostMemory.floats(value));
    tensors.put(tensor.name(), tensor);
  }

  public static void writeTensors(Path file, Collection<Tensor> tensors) {
    SafetensorsWriter.write(file, List.copyOf(tensors), Map.of("format", "pt"));
  }

  public static void writeJson(Path file, Map<String, @Nullable Object> json) {
    byte[] bytes = JSON.writeValueAsBytes(json);
    AtomicFile.write(
        file,
        out -> {
          try {
            out.write(bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
