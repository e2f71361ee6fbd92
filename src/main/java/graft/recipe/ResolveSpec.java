package graft.recipe;

import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import java.util.Map;

/**
 * What to fit to a model.
 *
 * @param setup the adapter as {@link SetupSpec#NEW} among others
 * @param companions the others, by id
 */
public record ResolveSpec(
    ModelSource model,
    AdapterConfig adapter,
    SetupSpec setup,
    Map<String, AdapterSource> companions) {
  public ResolveSpec {
    companions = Map.copyOf(companions);
  }

  /** An adapter alone. */
  public static ResolveSpec alone(ModelSource model, AdapterConfig adapter) {
    return new ResolveSpec(model, adapter, new SetupSpec.Leaf(SetupSpec.NEW), Map.of());
  }
}
