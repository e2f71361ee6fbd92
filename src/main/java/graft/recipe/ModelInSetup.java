package graft.recipe;

import graft.spec.job.SetupSpec;
import java.util.Map;
import java.util.Optional;

/**
 * A base model with what is on beside it.
 *
 * @param adapter whose head answers; empty: the base model's own
 * @param setup which adapters are on; {@link SetupSpec#NONE} without any
 * @param adapters every adapter that the setup names, by id
 */
public record ModelInSetup(
    ModelSource model,
    Optional<AdapterSource> adapter,
    SetupSpec setup,
    Map<String, AdapterSource> adapters) {
  public ModelInSetup {
    adapters = Map.copyOf(adapters);
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
