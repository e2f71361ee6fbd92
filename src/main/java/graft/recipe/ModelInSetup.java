package graft.recipe;

import graft.spec.job.SetupSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A base model with what is on beside it.
 *
 * @param adapter whose head answers; empty: the base model's own
 * @param setup which adapters are on; {@link SetupSpec#NONE} without any
 * @param adapters every adapter that the setup names, by id
 * @param skipLayers layers in which none of them is on
 */
public record ModelInSetup(
    ModelSource model,
    Optional<AdapterSource> adapter,
    SetupSpec setup,
    Map<String, AdapterSource> adapters,
    Set<Integer> skipLayers) {
  public ModelInSetup {
    adapters = Map.copyOf(adapters);
    skipLayers = Set.copyOf(skipLayers);
  }

  /** All layers have their adapters. */
  public ModelInSetup(
      ModelSource model,
      Optional<AdapterSource> adapter,
      SetupSpec setup,
      Map<String, AdapterSource> adapters) {
    this(model, adapter, setup, adapters, Set.of());
  }

  /** The same without what sits in some layers. */
  public ModelInSetup skipping(Set<Integer> layers) {
    return new ModelInSetup(model, adapter, setup, adapters, layers);
  }

  /** The base model by itself. */
  public static ModelInSetup of(ModelSource model) {
    return new ModelInSetup(model, Optional.empty(), SetupSpec.NONE, Map.of());
  }

  public static ModelInSetup of(
      AdapterSource adapter, SetupSpec setup, Map<String, AdapterSource> adapters) {
    return new ModelInSetup(adapter.model(), Optional.of(adapter), setup, adapters);
  }

  /** As messages call it. */
  public String name() {
    return adapter.map(one -> "adapter " + one.id()).orElseGet(() -> "model " + model.name());
  }
}
