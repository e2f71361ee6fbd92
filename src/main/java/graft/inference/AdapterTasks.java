package graft.inference;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterState;
import graft.catalog.adapter.AdapterWeights;
import graft.catalog.adapter.Adapters;
import graft.recipe.AdapterSource;
import graft.recipe.MergeReport;
import graft.recipe.PredictSpec;
import graft.recipe.Recipes;
import graft.spec.AdapterId;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** What is done with trained adapters, on a lane. */
@Service
public class AdapterTasks {
  private final Adapters adapters;
  private final AdapterWeights weights;
  private final ArtifactLocator sources;
  private final SetupAdapters setups;
  private final Recipes recipes;
  private final DeviceExecutor tasks;
  private final EvaluationRequests evaluations;
  private final ApplicationEventPublisher publisher;
  private final TransactionTemplate transaction;
  private final Clock clock;

  public AdapterTasks(
      Adapters adapters,
      AdapterWeights weights,
      ArtifactLocator sources,
      Recipes recipes,
      DeviceExecutor tasks,
      EvaluationRequests evaluations,
      ApplicationEventPublisher publisher,
      TransactionTemplate transaction,
      Clock clock) {
    this.adapters = adapters;
    this.weights = weights;
    this.sources = sources;
    this.setups = new SetupAdapters(adapters, sources);
    this.recipes = recipes;
    this.tasks = tasks;
    this.evaluations = evaluations;
    this.publisher = publisher;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Answers with what gave them.
   *
   * @param adapter as it was when it was asked
   * @param setup which adapters were on
   * @param answers one a row, in their order
   */
  public record Predictions(
      AdapterEntry adapter, SetupSpec setup, List<Map<String, Object>> answers) {
    public Predictions {
      answers = List.copyOf(answers);
    }
  }

  /** An adapter with what was found when its state was changed. */
  public record Change(AdapterEntry adapter, MergeReport report) {}

  /**
   * Answers one object a row.
   *
   * @param inputs rows as {@link PredictSpec} has them
   * @param setup which adapters are on; as in the adapter's training when absent
   * @param wanted parts of the answer
   * @param client for whom; when it is gone, no further row is computed
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code INVALID_SPEC} with every fault; {@code
   *     BUSY}
   */
  public Predictions predict(
      Owner owner,
      AdapterId id,
      List<Map<String, Object>> inputs,
      Optional<SetupSpec> setup,
      Set<String> wanted,
      Client client) {
    Instant asked = clock.instant();
    AdapterEntry entry = adapters.get(owner, id);
    AdapterSource source = sources.adapter(entry);
    SetupAdapters.Found found = setups.find(owner, entry, setup);
    PredictSpec spec = new PredictSpec(inputs, found.setup(), wanted, found.adapters());
    List<Map<String, Object>> answers =
        tasks.inTurns(entry.model(), client, turns -> recipes.predict(source, spec, turns));
    publisher.publishEvent(
        new Predicted(
            entry.task().map(TaskSpec::type),
            inputs.size(),
            Duration.between(asked, clock.instant())));
    return new Predictions(entry, found.setup(), answers);
  }

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
