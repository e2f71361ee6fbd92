package graft.recipe.local;

import ai.djl.ndarray.NDArray;
import graft.adapter.PublishedNames;
import graft.format.Digest;
import graft.format.Draft;
import graft.format.Json;
import graft.format.Origin;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An adapter on disk: a directory in the reference library's layout (adapter_config.json,
 * adapter.safetensors, head_config.json, model_head.safetensors) with a manifest beside it. The
 * adapter's name inside the files is {@value #NAME}.
 */
final class AdapterFiles {
  static final String NAME = "graft";
  private static final String ADAPTER = "adapter.safetensors";
  private static final String HEAD = "model_head.safetensors";
  private static final String VERSION = "adapters.1.2.0";
  private static final long JSON_LIMIT = 16 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private AdapterFiles() {}

  /** Writes everything into an empty directory, each file under a temporary name first. */
  static AdapterFacts write(
      Path directory, AdaptedModel adapted, AdapterManifest manifest, String modelName) {
    ModelFacts model = adapted.model().facts();
    PublishedNames names = new PublishedNames(model.prefix(), NAME);
    writeTensors(directory.resolve(ADAPTER), adapted.adapter().parameters(), Map.of(), names);
    writeTensors(
        directory.resolve(HEAD), adapted.head().parameters(), adapted.head().tied(), names);
    writeJson(
        directory.resolve("adapter_config.json"),
        envelope(model, modelName, manifest.adapter().json()));
    writeJson(
        directory.resolve("head_config.json"),
        envelope(model, modelName, adapted.head().config(manifest.task().labels())));
    writeJson(directory.resolve(AdapterManifest.FILE), manifest.json());
    return new AdapterFacts(
        adapted.adapter().parameters().count(),
        adapted.head().parameters().count(),
        bytes(directory),
        Digest.sha256(List.of(directory.resolve(ADAPTER), directory.resolve(HEAD))));
  }

  static AdapterManifest manifest(Path directory) {
    Path file = directory.resolve(AdapterManifest.FILE);
    return AdapterManifest.read(
        Json.readObject(file, Origin.of(file, ErrorCode.INVALID_ADAPTER), JSON_LIMIT));
  }

  /**
   * Fills adapter and head with the saved tensors.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} for a tensor that is missing, unknown
   *     or of another shape
   */
  static void read(Path directory, AdaptedModel adapted) {
    PublishedNames names = new PublishedNames(adapted.model().facts().prefix(), NAME);
    readTensors(directory.resolve(ADAPTER), adapted.adapter().parameters(), Set.of(), names);
    readTensors(
        directory.resolve(HEAD),
        adapted.head().parameters(),
        adapted.head().tied().keySet(),
        names);
  }

  private static void writeTensors(
      Path file, Parameters parameters, Map<ParameterName, NDArray> tied, PublishedNames names) {
    List<Tensor> tensors = new ArrayList<>();
    parameters
        .all()
        .forEach(parameter -> tensors.add(tensor(parameter.name(), parameter.value(), names)));
    tied.forEach((name, value) -> tensors.add(tensor(name, value, names)));
    SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
  }

  private static Tensor tensor(ParameterName name, NDArray value, PublishedNames names) {
    return Tensor.of(names.of(name), value.getShape().getShape(), HostMemory.floats(value));
  }

  /** Reads all but the tied tensors, which the base model has. */
  private static void readTensors(
      Path file, Parameters parameters, Set<ParameterName> tied, PublishedNames names) {
    Set<String> known = tied.stream().map(names::of).collect(Collectors.toSet());
    try (Tensors saved = Safetensors.open(file, ErrorCode.INVALID_ADAPTER)) {
      Map<String, Parameter> wanted = new HashMap<>();
      parameters.all().forEach(parameter -> wanted.put(names.of(parameter.name()), parameter));
      for (Tensor tensor : saved.all()) {
        if (known.contains(tensor.name())) {
          continue;
        }
        Parameter parameter = wanted.remove(tensor.name());
        if (parameter == null) {
          throw new GraftException(ErrorCode.INVALID_ADAPTER, "unexpected tensor " + tensor.name());
        }
        parameters.set(parameter, tensor.floats(), tensor.shape());
      }
      if (!wanted.isEmpty()) {
        throw new GraftException(
            ErrorCode.INVALID_ADAPTER,
            "missing tensors " + wanted.keySet().stream().sorted().toList());
      }
    }
  }

  private static Map<String, @Nullable Object> envelope(
      ModelFacts model, String modelName, Map<String, @Nullable Object> config) {
    Map<String, @Nullable Object> envelope = new TreeMap<>();
    envelope.put("config", new TreeMap<>(config));
    envelope.put("hidden_size", model.hiddenSize());
    envelope.put("model_class", model.adapterModelClass());
    envelope.put("model_name", modelName);
    envelope.put("model_type", model.modelType());
    envelope.put("name", NAME);
    envelope.put("version", VERSION);
    return envelope;
  }

  private static void writeJson(Path file, Map<String, @Nullable Object> json) {
    byte[] bytes = JSON.writeValueAsBytes(json);
    Draft.write(
        file,
        out -> {
          try {
            out.write(bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static long bytes(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(AdapterFiles::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
