package graft.recipe.adapted;

import graft.architecture.ModelConfig;
import graft.format.FileStamp;
import graft.format.model.ModelDirectory;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.recipe.ModelSource;
import graft.spec.AdapterId;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import graft.tensor.process.ProcessMemory;
import graft.tensor.process.Tidying;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The base models in memory: one frozen copy a device and element type, whoever needs it. A model
 * that nobody uses stays for as long as the others leave it room, so that the next job or
 * prediction on it starts at once. Safe for use by several threads; owns the models.
 */
public final class LoadedModels implements AutoCloseable {
  /** The part of a device's memory that models are kept in; the rest is for what they compute. */
  private static final double SHARE = 0.4;

  /** Bytes of a model beside which what the process keeps for nothing is little. */
  private static final long LARGE = 256L << 20;

  /**
   * From this size on a model's steps are so long that what is given back between them costs little
   * to ask for again.
   */
  private static final long HUGE = 1L << 30;

  private final Map<DeviceId, Lending<Key, LoadedModel>> held = new ConcurrentHashMap<>();

  /** Bytes of the tokenizers that stay open. */
  private static final long TEXTS = 1L << 29;

  private final Lending<TextKey, LanguageFiles> texts = new Lending<>(TEXTS, LanguageFiles::close);
  private final LoadWatch watch;

  /** From the first large model on. */
  private @Nullable Tidying tidying;

  public LoadedModels() {
    this(LoadWatch.NONE);
  }

  public LoadedModels(LoadWatch watch) {
    this.watch = watch;
  }

  /**
   * Everything that decides what a model computes, and what its tokenizer does.
   *
   * @param files by name, as they lie in its directory: weights, configuration, tokenizer
   */
  private record Key(
      String name,
      String sha256,
      SortedMap<String, FileStamp> files,
      DeviceId device,
      boolean asBfloat16) {}

  /** The files beside a model's weights. */
  private record TextKey(String name, SortedMap<String, FileStamp> files) {}

  /** Lends the model to {@code use}, loading it first where it is not in memory. */
  public <T> T with(
      ModelSource source, DeviceId device, boolean asBfloat16, Function<BaseModel, T> use) {
    return lend(source, device, asBfloat16, loaded -> use.apply(loaded.base()));
  }

  /** The same with what was opened on the model. */
  public <T> T lend(
      ModelSource source, DeviceId device, boolean asBfloat16, Function<LoadedModel, T> use) {
    SortedMap<String, FileStamp> files = FileStamp.ofFiles(source.directory());
    Key key = new Key(source.name(), source.sha256(), files, device, asBfloat16);
    return on(device)
        .with(
            key,
            () -> bytes(files) * bytes(asBfloat16) / bytesInFile(source),
            () -> {
              makeRoom(files);
              return watch.load(() -> load(source, device, asBfloat16));
            },
            use);
  }

  /** Lends what a language model's files say beside its weights, which are not read. */
  public <T> T reading(ModelSource source, Function<LanguageFiles, T> use) {
    SortedMap<String, FileStamp> files = new TreeMap<>(FileStamp.ofFiles(source.directory()));
    files.keySet().removeIf(name -> name.endsWith(".safetensors"));
    return texts.with(
        new TextKey(source.name(), files),
        () -> LanguageFiles.SPREAD * bytes(files),
        () -> LanguageFiles.open(source),
        use);
  }

  /** Closes an adapter that is open on a model. */
  public void forget(AdapterId adapter) {
    held.values().forEach(models -> models.open().forEach(model -> model.forget(adapter)));
  }

  /** Names of the models on a device, each once. */
  public List<String> names(DeviceId device) {
    return on(device).keys().stream().map(Key::name).distinct().toList();
  }

  /** The same of all devices. */
  public Set<String> names() {
    return held.keySet().stream().flatMap(d -> names(d).stream()).collect(Collectors.toSet());
  }

  /** Whether anybody computes on a model, also after it was closed. */
  public boolean isLent() {
    return held.values().stream().anyMatch(Lending::isLent);
  }

  private Lending<Key, LoadedModel> on(DeviceId device) {
    return held.computeIfAbsent(
        device, place -> new Lending<>((long) (SHARE * Devices.memory(place)), LoadedModel::close));
  }

  private void makeRoom(SortedMap<String, FileStamp> files) {
    if (bytes(files) >= LARGE) {
      ProcessMemory.giveBack();
    }
    if (bytes(files) >= HUGE) {
      tidy();
    }
  }

  private synchronized void tidy() {
    if (tidying == null) {
      tidying = new Tidying();
    }
  }

  private synchronized void tidyNoMore() {
    if (tidying != null) {
      tidying.close();
    }
  }

  /** Of all that weighs much, which are its weights. */
  private static long bytes(SortedMap<String, FileStamp> files) {
    return files.values().stream().mapToLong(FileStamp::bytes).sum();
  }

  private static int bytes(boolean asBfloat16) {
    return asBfloat16 ? Short.BYTES : Float.BYTES;
  }

  /** Of a weight, as the configuration says. */
  private static int bytesInFile(ModelSource source) {
    Optional<String> said = ModelDirectory.open(source.directory()).elementType();
    return bytes(said.filter(Set.of("bfloat16", "float16")::contains).isPresent());
  }

  private static LoadedModel load(ModelSource source, DeviceId device, boolean asBfloat16) {
    ModelDirectory directory = ModelDirectory.open(source.directory());
    ModelConfig config = new ModelConfig(directory.config());
    BaseModel base =
        Architectures.load(config, directory.weights(), Devices.manager(device), asBfloat16);
    return new LoadedModel(base, source);
  }

  @Override
  public void close() {
    tidyNoMore();
    held.values().forEach(Lending::close);
    texts.close();
  }
}
