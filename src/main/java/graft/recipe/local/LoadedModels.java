package graft.recipe.local;

import graft.format.model.ModelDirectory;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.model.ModelConfig;
import graft.recipe.ModelSource;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The base models in memory: one frozen copy a device and element type, whoever needs it. A model
 * that nobody uses stays until another one is loaded, so that the next job on it starts at once.
 * Safe for use by several threads; owns the models.
 */
public final class LoadedModels implements AutoCloseable {
  private final Map<Key, Holding> held = new LinkedHashMap<>();

  /**
   * Everything that decides what a model computes.
   *
   * @param computation the part of its configuration that does
   */
  private record Key(
      String sha256, Map<String, Object> computation, DeviceId device, boolean asBfloat16) {}

  /** A model that is loaded or being loaded, with the number of its users. */
  private static final class Holding {
    private final String name;
    private final CompletableFuture<BaseModel> model = new CompletableFuture<>();
    private int users;

    private Holding(String name) {
      this.name = name;
    }
  }

  /** Lends the model to {@code use}, loading it first where it is not in memory. */
  <T> T with(ModelSource source, DeviceId device, boolean asBfloat16, Function<BaseModel, T> use) {
    ModelConfig config = new ModelConfig(ModelDirectory.open(source.directory()).config());
    Key key = new Key(source.sha256(), Architectures.computation(config), device, asBfloat16);
    Holding holding = take(key, source);
    try {
      return use.apply(await(holding));
    } finally {
      giveBack(holding);
    }
  }

  /** Names of the models on a device, each once. */
  public synchronized List<String> names(DeviceId device) {
    return held.entrySet().stream()
        .filter(entry -> entry.getKey().device().equals(device))
        .map(entry -> entry.getValue().name)
        .distinct()
        .toList();
  }

  private Holding take(Key key, ModelSource source) {
    Holding holding;
    boolean isNew;
    synchronized (this) {
      holding = held.get(key);
      isNew = holding == null;
      if (holding == null) {
        closeUnused();
        holding = new Holding(source.name());
        held.put(key, holding);
      }
      holding.users++;
    }
    if (isNew) {
      load(key, source, holding);
    }
    return holding;
  }

  private void load(Key key, ModelSource source, Holding holding) {
    try {
      ModelDirectory directory = ModelDirectory.open(source.directory());
      ModelConfig config = new ModelConfig(directory.config());
      holding.model.complete(
          Architectures.load(
              config, directory.weights(), Devices.manager(key.device()), key.asBfloat16()));
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        held.remove(key, holding);
      }
      holding.model.completeExceptionally(e);
    }
  }

  private static BaseModel await(Holding holding) {
    try {
      return holding.model.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException refused -> throw refused;
        case Error fatal -> throw fatal;
        case null, default -> throw e;
      }
    }
  }

  private synchronized void giveBack(Holding holding) {
    holding.users--;
  }

  private void closeUnused() {
    held.values()
        .removeIf(holding -> {
          boolean isUnused = holding.users == 0;
          if (isUnused) {
            holding.model.join().close();
          }
          return isUnused;
        });
  }

  @Override
  public synchronized void close() {
    held.values().stream()
        .filter(holding -> holding.model.isDone() && !holding.model.isCompletedExceptionally())
        .forEach(holding -> holding.model.join().close());
    held.clear();
  }
}
