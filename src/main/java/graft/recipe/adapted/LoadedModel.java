package graft.recipe.adapted;

import graft.format.model.ModelDirectory;
import graft.model.BaseModel;
import graft.recipe.ModelSource;
import graft.spec.AdapterId;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A base model in memory, with what was opened on it and may be wanted again: what its rows go
 * through, and adapters that answered. Safe for use by several threads; owns all of these.
 */
public final class LoadedModel implements AutoCloseable {
  /** Bytes of the adapters that stay open on one model. */
  private static final long ADAPTERS = 1L << 30;

  private final BaseModel base;
  private final ModelSource source;
  private final Lending<OpenAdapter.Key, OpenAdapter> adapters =
      new Lending<>(ADAPTERS, OpenAdapter::close);
  private final Lending<OpenAdapter.Key, OpenGenerator> generators =
      new Lending<>(ADAPTERS, OpenGenerator::close);
  private @Nullable Preparation preparation;

  LoadedModel(BaseModel base, ModelSource source) {
    this.base = base;
    this.source = source;
  }

  public BaseModel base() {
    return base;
  }

  /**
   * What the model's rows go through, which this owns.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL} without readable files for it
   */
  public synchronized Preparation preparation() {
    Preparation open = preparation;
    if (open == null) {
      open = Preparation.open(ModelDirectory.open(source.directory()), base.info());
      preparation = open;
    }
    return open;
  }

  /** Lends an adapter, opening it first where it is not open. */
  public <T> T with(
      OpenAdapter.Key key, Supplier<OpenAdapter> opening, Function<OpenAdapter, T> use) {
    return adapters.with(key, () -> key.bytes(base), opening, use);
  }

  /** Lends what generates text, opening it first where it is not open. */
  public <T> T generating(OpenAdapter.Key key, Function<OpenGenerator, T> use) {
    return generators.with(key, () -> key.bytes(base), () -> OpenGenerator.open(base, key), use);
  }

  /** Closes an adapter, wherever it takes part. */
  void forget(AdapterId adapter) {
    adapters.forget(key -> key.holds(adapter));
    generators.forget(key -> key.holds(adapter));
  }

  @Override
  public synchronized void close() {
    adapters.close();
    generators.close();
    if (preparation != null) {
      preparation.close();
    }
    base.close();
  }
}
