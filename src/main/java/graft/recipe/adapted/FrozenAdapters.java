package graft.recipe.adapted;

import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.composition.Composition;
import graft.format.FileFaults;
import graft.model.BaseModel;
import graft.recipe.AdapterSource;
import graft.site.Setup;
import graft.site.Site;
import graft.site.Sites;
import graft.spec.ErrorCode;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.tensor.Parameters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The adapters that a setup names beside the one in hand: frozen, with the saved tensors, which
 * belong to the manager.
 *
 * @param own the leaf that stands for the adapter in hand
 */
public record FrozenAdapters(
    BaseModel model, SetupSpec setup, String own, Map<String, Adapter> adapters) {
  public FrozenAdapters {
    adapters = Map.copyOf(adapters);
  }

  /** Reads them. */
  public static FrozenAdapters open(
      BaseModel model,
      NDManager manager,
      SetupSpec setup,
      String own,
      Map<String, AdapterSource> sources) {
    Map<String, Adapter> adapters = new HashMap<>();
    for (String leaf : setup.leaves().distinct().toList()) {
      if (!leaf.equals(own)) {
        AdapterSource source = Objects.requireNonNull(sources.get(leaf), leaf);
        adapters.put(leaf, open(model, manager, source));
      }
    }
    return new FrozenAdapters(model, setup, own, adapters);
  }

  private static Adapter open(BaseModel model, NDManager manager, AdapterSource source) {
    AdapterConfig config = AdapterFiles.manifest(source.directory()).adapter();
    Adapter adapter = Adapter.fit(config, model.sites(), Parameters.unfilled(manager));
    FileFaults faults = new FileFaults();
    AdapterFiles.readAdapter(source.directory(), adapter, model, faults);
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
    adapter.parameters().freeze();
    return adapter;
  }

  /** Elements of all their tensors. */
  long parameters() {
    return adapters.values().stream().mapToLong(adapter -> adapter.parameters().count()).sum();
  }

  /** Where an adapter may be fitted: a fusion only where the adapters sit that it mixes. */
  public Sites sites(AdapterConfig config) {
    if (!config.isFusion()) {
      return model.sites();
    }
    Set<String> paths = new HashSet<>();
    setup
        .nodes()
        .filter(SetupSpec.Fuse.class::isInstance)
        .flatMap(SetupSpec::leaves)
        .map(adapters::get)
        .filter(Objects::nonNull)
        .forEach(fused -> paths.addAll(fused.setup().paths()));
    return at(model, paths);
  }

  /** The sites of these published paths. */
  static Sites at(BaseModel model, Set<String> paths) {
    return new Sites(
        model.sites().all().stream()
            .filter((Site site) -> paths.contains(site.id().modulePath()))
            .toList());
  }

  /**
   * Everything switched on.
   *
   * @throws graft.spec.GraftException if the adapters cannot be put together so
   */
  public Setup with(Adapter adapter) {
    Map<String, Setup> setups = new HashMap<>();
    adapters.forEach((name, companion) -> setups.put(name, companion.setup()));
    setups.put(own, adapter.setup());
    return new Composition(setups, adapter.setup()).of(setup, model.sites());
  }
}
