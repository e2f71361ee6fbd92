package graft.recipe.adapted;

import graft.adapter.Adapter;
import graft.adapter.PublishedNames;
import graft.format.Digest;
import graft.format.FileContext;
import graft.format.FileFaults;
import graft.format.Json;
import graft.format.Safetensors;
import graft.format.Tensors;
import graft.format.adapter.AdapterConfigFile;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.head.Head;
import graft.model.BaseModel;
import graft.recipe.AdapterFacts;
import graft.recipe.saved.CheckpointTask;
import graft.recipe.saved.HeadFiles;
import graft.recipe.saved.PublishedIdentity;
import graft.recipe.saved.SavedTensors;
import graft.recipe.saved.WrittenFiles;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.TaskSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An adapter on disk: a directory in the reference library's layout (adapter_config.json,
 * adapter.safetensors, and the {@link HeadFiles}) with a manifest beside it. The adapter's name
 * inside the files is what they say themselves.
 */
public final class AdapterFiles {
  private static final String ADAPTER = "adapter.safetensors";
  private static final String FUSION = "model_adapter_fusion.safetensors";
  private static final long JSON_LIMIT = 16 << 20;

  private AdapterFiles() {}

  /** Writes everything into an empty directory, each file under a temporary name first. */
  public static AdapterFacts write(
      Path directory, AdaptedModel adapted, AdapterManifest manifest, PublishedIdentity signature) {
    BaseModel model = adapted.model();
    PublishedNames names = PublishedNames.of(model.architecture(), signature.name());
    WrittenFiles.writeTensors(
        directory.resolve(weights(manifest.adapter())),
        WrittenFiles.tensors(adapted.adapter().parameters(), Map.of(), names).values());
    WrittenFiles.writeJson(
        directory.resolve(configuration(manifest.adapter())),
        envelope(model, manifest, signature).json());
    Optional<TaskSpec> saved = manifest.task().filter(task -> !task.usesCheckpointHead());
    saved.ifPresent(
        task -> new HeadFiles(model, signature).write(directory, adapted.head(), task.labels()));
    WrittenFiles.writeJson(directory.resolve(AdapterManifest.FILE), manifest.json());
    return new AdapterFacts(
        adapted.adapter().parameters().count(),
        saved.isPresent() ? adapted.head().parameters().count() : 0,
        bytes(directory),
        Digest.sha256(weights(directory)));
  }

  public static AdapterManifest manifest(Path directory) {
    Path file = directory.resolve(AdapterManifest.FILE);
    return AdapterManifest.read(
        Json.readObject(file, FileContext.of(file, ErrorCode.INVALID_ADAPTER), JSON_LIMIT));
  }

  /**
   * Fills adapter and head with the saved tensors; a head that was not saved stays as it is.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} for a tensor that is missing, unknown
   *     or of another shape
   */
  public static void read(Path directory, AdaptedModel adapted) {
    FileFaults faults = new FileFaults();
    readAdapter(directory, adapted.adapter(), adapted.model(), faults);
    readHead(directory, adapted.head(), adapted.model(), faults);
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }

  /** Fills the adapter. */
  public static void readAdapter(
      Path directory, Adapter adapter, BaseModel model, FileFaults faults) {
    PublishedNames names =
        PublishedNames.of(model.architecture(), PublishedIdentity.of(directory).name());
    Path file = directory.resolve(weights(adapter.config()));
    try (Tensors saved = Safetensors.open(file, ErrorCode.INVALID_ADAPTER)) {
      new SavedTensors(names, faults).fill(saved.asMap(), adapter.parameters(), Set.of());
    }
  }

  /** Fills the head, if one is saved. */
  public static void readHead(Path directory, Head head, BaseModel model, FileFaults faults) {
    new HeadFiles(model, PublishedIdentity.of(directory)).fill(directory, head, faults);
  }

  /** The reference library has names of its own for the files of a fusion. */
  private static String weights(AdapterConfig config) {
    return config.isFusion() ? FUSION : ADAPTER;
  }

  private static String configuration(AdapterConfig config) {
    return config.isFusion() ? "adapter_fusion_config.json" : "adapter_config.json";
  }

  /** The files of tensors that there are. */
  private static List<Path> weights(Path directory) {
    return Stream.of(ADAPTER, FUSION, HeadFiles.WEIGHTS)
        .map(directory::resolve)
        .filter(Files::exists)
        .toList();
  }

  /** A fusion's file has no {@code architecture}, and names the adapters that it mixes. */
  private static AdapterConfigFile envelope(
      BaseModel model, AdapterManifest manifest, PublishedIdentity signature) {
    AdapterConfig adapter = manifest.adapter();
    Map<String, @Nullable Object> config =
        adapter.isFusion() ? adapter.json() : PublishedConfig.of(adapter);
    if (adapter.isFusion()) {
      config.remove("architecture");
    }
    AdapterConfigFile envelope =
        AdapterConfigFile.of(
            signature.name(),
            config,
            model.architecture().modelType(),
            signature
                .headClass()
                .orElseGet(() -> CheckpointTask.modelClass(manifest.task(), model.architecture())),
            signature.modelName(),
            model.info().hiddenSize());
    return adapter.isFusion() ? envelope.withAdapterNames(signature.fused()) : envelope;
  }

  /** The size of all its files. */
  static long bytes(Path directory) {
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
