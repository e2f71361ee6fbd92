package graft.inference;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterState;
import graft.catalog.adapter.AdapterWeights;
import graft.catalog.adapter.Adapters;
import graft.recipe.AdapterSource;
import graft.recipe.MergeReport;
import graft.recipe.Recipes;
import graft.spec.AdapterId;
import graft.spec.GraftException;
import graft.spec.Owner;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** What is done with trained adapters, on a lane. */
@Service
public class AdapterTasks {
  private final Adapters adapters;
  private final AdapterWeights weights;
  private final ArtifactLocator sources;
  private final Recipes recipes;
  private final DeviceExecutor tasks;
  private final EvaluationRequests evaluations;
  private final TransactionTemplate transaction;

  public AdapterTasks(
      Adapters adapters,
      AdapterWeights weights,
      ArtifactLocator sources,
      Recipes recipes,
      DeviceExecutor tasks,
      EvaluationRequests evaluations,
      TransactionTemplate transaction) {
    this.adapters = adapters;
    this.weights = weights;
    this.sources = sources;
    this.recipes = recipes;
    this.tasks = tasks;
    this.evaluations = evaluations;
    this.transaction = transaction;
  }

  /** An adapter with what was found when its state was changed. */
  public record Change(AdapterEntry adapter, MergeReport report) {}

  /**
   * Folds an adapter into weights beside the base model's; predictions use them from now on. One
   * that is merged already stays so, and the report is the same. Jobs that were sent before go on
   * from it as it was: folding changes none of its files.
   *
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code NOT_MERGEABLE}; {@code BUSY}
   */
  public Change merge(Owner owner, AdapterId id) {
    AdapterEntry entry = adapters.get(owner, id);
    AdapterSource source = sources.adapter(entry);
    MergeReport report = tasks.call(entry.model(), device -> recipes.merge(source, device));
    return changed(owner, id, AdapterState.MERGED, report);
  }

  /**
   * A ZIP of the base model with the adapter folded into its weights; made once.
   *
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code NOT_MERGEABLE}; {@code BUSY}
   */
  public AdapterWeights.Exported mergedModel(Owner owner, AdapterId id) {
    AdapterEntry entry = adapters.get(owner, id);
    AdapterSource source = sources.adapter(entry);
    return weights.file(
        owner,
        id,
        "merged_model.zip",
        file ->
            tasks.call(
                entry.model(),
                device -> {
                  recipes.writeMerged(source, file, device);
                  return file;
                }));
  }

  /**
   * Forgets the folded weights; on an adapter that is not merged it only shows the digest.
   *
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code BUSY}
   */
  public Change reset(Owner owner, AdapterId id) {
    AdapterEntry entry = adapters.get(owner, id);
    AdapterSource source = sources.adapter(entry);
    MergeReport report = tasks.call(entry.model(), device -> recipes.reset(source, device));
    return changed(owner, id, AdapterState.READY, report);
  }

  /**
   * Deletes an adapter with its evaluations and their files, all or none, and closes what is open
   * of it.
   *
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code STILL_IN_USE}
   */
  public void delete(Owner owner, AdapterId id) {
    transaction.executeWithoutResult(_ -> {
      adapters.delete(owner, id);
      evaluations.forget(owner, id);
    });
    recipes.forget(id);
  }

  private Change changed(Owner owner, AdapterId id, AdapterState state, MergeReport report) {
    AdapterEntry adapter = adapters.mark(owner, id, state);
    recipes.forget(id);
    return new Change(adapter, report);
  }
}
