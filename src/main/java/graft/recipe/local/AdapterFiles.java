package graft.recipe.local;

import ai.djl.ndarray.NDArray;
import graft.adapter.Adapter;
import graft.adapter.PublishedNames;
import graft.format.Digest;
import graft.format.Draft;
import graft.format.FileFaults;
import graft.format.Json;
import graft.format.Origin;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.exchange.PublishedConfig;
import graft.head.Head;
import graft.model.ModelFacts;
import graft.recipe.saved.CheckpointTask;
import graft.recipe.saved.SavedTensors;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.FusionConfig;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.tensor.HostMemory;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
  private static final String FUSION = "model_adapter_fusion.safetensors";
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
    writeTensors(
        directory.resolve(weights(manifest.adapter())),
        adapted.adapter().parameters(),
        Map.of(),
        names);
    writeJson(
        directory.resolve(configuration(manifest.adapter())),
        ofAdapter(model, modelName, manifest));
    Optional<TaskSpec> saved = manifest.task().filter(task -> !task.usesCheckpointHead());
    saved.ifPresent(task -> {
      writeTensors(
          directory.resolve(HEAD), adapted.head().parameters(), adapted.head().tied(), names);
      writeJson(
          directory.resolve("head_config.json"),
          envelope(model, modelName, adapted.head().config(task.labels())));
    });
    writeJson(directory.resolve(AdapterManifest.FILE), manifest.json());
    return new AdapterFacts(
        adapted.adapter().parameters().count(),
        saved.isPresent() ? adapted.head().parameters().count() : 0,
        bytes(directory),
        Digest.sha256(weights(directory)));
  }

  static AdapterManifest manifest(Path directory) {
    Path file = directory.resolve(AdapterManifest.FILE);
    return AdapterManifest.read(
        Json.readObject(file, Origin.of(file, ErrorCode.INVALID_ADAPTER), JSON_LIMIT));
  }

  /**
   * Fills adapter and head with the saved tensors; a head that was not saved stays as it is.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} for a tensor that is missing, unknown
   *     or of another shape
   */
  static void read(Path directory, AdaptedModel adapted) {
    FileFaults faults = new FileFaults();
    readAdapter(directory, adapted.adapter(), adapted.model().facts(), faults);
    readHead(directory, adapted.head(), adapted.model().facts(), faults);
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }

  /** Fills the adapter. */
  static void readAdapter(Path directory, Adapter adapter, ModelFacts model, FileFaults faults) {
    fill(
        directory.resolve(weights(adapter.config())),
        adapter.parameters(),
        Set.of(),
        new SavedTensors(new PublishedNames(model.prefix(), NAME), faults));
  }

  /** Fills the head, if one is saved. */
  static void readHead(Path directory, Head head, ModelFacts model, FileFaults faults) {
    if (Files.exists(directory.resolve(HEAD))) {
      fill(
          directory.resolve(HEAD),
          head.parameters(),
          head.tied().keySet(),
          new SavedTensors(new PublishedNames(model.prefix(), NAME), faults));
    }
  }

  /** The reference library has names of its own for the files of a fusion. */
  private static String weights(AdapterConfig config) {
    return config instanceof FusionConfig ? FUSION : ADAPTER;
  }

  private static String configuration(AdapterConfig config) {
    return config instanceof FusionConfig ? "adapter_fusion_config.json" : "adapter_config.json";
  }

  private static void fill(
      Path file, Parameters parameters, Set<ParameterName> tied, SavedTensors tensors) {
    try (Tensors saved = Safetensors.open(file, ErrorCode.INVALID_ADAPTER)) {
      tensors.fill(saved.asMap(), parameters, tied);
    }
  }

  /** The files of tensors that there are. */
  private static List<Path> weights(Path directory) {
    return Stream.of(ADAPTER, FUSION, HEAD).map(directory::resolve).filter(Files::exists).toList();
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

  /** A fusion's file has no {@code architecture}, and names the adapters that it mixes. */
  private static Map<String, @Nullable Object> ofAdapter(
      ModelFacts model, String modelName, AdapterManifest manifest) {
    if (!(manifest.adapter() instanceof FusionConfig)) {
      Map<String, @Nullable Object> envelope =
          envelope(model, modelName, PublishedConfig.of(manifest.adapter()));
      envelope.put(
          "model_class", CheckpointTask.modelClass(manifest.task(), model.adapterModelClass()));
      return envelope;
    }
    Map<String, @Nullable Object> config = manifest.adapter().json();
    config.remove("architecture");
    Map<String, @Nullable Object> envelope = envelope(model, modelName, config);
    envelope.put("adapter_names", fused(manifest.setup()));
    return envelope;
  }

  private static List<String> fused(SetupSpec setup) {
    return setup
        .nodes()
        .filter(SetupSpec.Fuse.class::isInstance)
        .flatMap(SetupSpec::leaves)
        .toList();
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
