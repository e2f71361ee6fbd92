package graft.recipe;

import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import java.util.Map;
import java.util.Optional;

/**
 * What to fit to a model.
 *
 * @param setup the adapter as {@link SetupSpec#NEW} among others
 * @param companions the others, by id
 * @param task of the job, if there is one: its head must fit, and its texts need a tokenizer
 * @param start the adapter whose weights a job begins with
 */
public record ResolveSpec(
    ModelSource model,
    AdapterConfig adapter,
    SetupSpec setup,
    Map<String, AdapterSource> companions,
    Optional<TaskSpec> task,
    Optional<AdapterSource> start) {
  public ResolveSpec {
    companions = Map.copyOf(companions);
  }

  /** An adapter among others. */
  public ResolveSpec(
      ModelSource model,
      AdapterConfig adapter,
      SetupSpec setup,
      Map<String, AdapterSource> companions) {
    this(model, adapter, setup, companions, Optional.empty(), Optional.empty());
  }

  /** An adapter alone. */
  public static ResolveSpec alone(ModelSource model, AdapterConfig adapter) {
    return alone(model, adapter, Optional.empty());
  }

  /** An adapter alone, with a head. */
  public static ResolveSpec alone(
      ModelSource model, AdapterConfig adapter, Optional<TaskSpec> task) {
    return new ResolveSpec(model, adapter, SetupSpec.ALONE, Map.of(), task, Optional.empty());
  }
}
