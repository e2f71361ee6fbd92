package graft.dispatch;

import graft.catalog.AdapterEntry;
import graft.catalog.AdapterState;
import graft.catalog.Adapters;
import graft.catalog.Replacement;
import graft.recipe.AdapterSource;
import graft.recipe.EjectReport;
import graft.recipe.MergeReport;
import graft.recipe.PredictSpec;
import graft.recipe.Recipes;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.job.SetupSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;

/** What is done with trained adapters, on a lane. */
@Service
public class AdapterTasks {
  private final Adapters adapters;
  private final Sources sources;
  private final PredictionSetup setups;
  private final Recipes recipes;
  private final ShortTasks tasks;
  private final Workspace workspace;
  private final IdSource ids;

  public AdapterTasks(
      Adapters adapters,
      Sources sources,
      Recipes recipes,
      ShortTasks tasks,
      DispatchSettings settings,
      IdSource ids) {
    this.adapters = adapters;
    this.sources = sources;
    this.setups = new PredictionSetup(adapters, sources, recipes);
    this.recipes = recipes;
    this.tasks = tasks;
    this.workspace = new Workspace(settings.runs());
    this.ids = ids;
  }

  /** An adapter with what was found when its state was changed. */
  public record Change(AdapterEntry adapter, MergeReport report) {}

  /** An adapter before and after its prefixes were ejected. */
  public record Ejection(AdapterEntry before, AdapterEntry after, double largestLogitDifference) {}

  /**
   * Answers one object a row.
   *
   * @param inputs rows as {@link PredictSpec} has them
   * @param setup which adapters are on; as in the adapter's training when absent
   * @param wanted parts of the answer
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code INVALID_SPEC} with every fault; {@code
   *     BUSY}
   */
  public List<Map<String, Object>> predict(
      AdapterId id,
      List<Map<String, Object>> inputs,
      Optional<SetupSpec> setup,
      Set<String> wanted) {
    AdapterEntry entry = adapters.get(id);
    AdapterSource source = sources.adapter(entry);
    PredictionSetup.Found found = setups.find(entry, setup);
    PredictSpec spec = new PredictSpec(inputs, found.setup(), wanted, found.adapters());
    return tasks.call(entry.model(), device -> recipes.predict(source, spec, device));
  }

  /**
   * Folds an adapter into weights beside the base model's; predictions use them from now on.
   *
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code ADAPTER_MERGED} if it is already;
   *     {@code NOT_MERGEABLE}; {@code BUSY}
   */
  public Change merge(AdapterId id) {
    AdapterEntry entry = adapters.get(id);
    if (entry.state() == AdapterState.MERGED) {
      throw new GraftException(ErrorCode.ADAPTER_MERGED, "adapter " + id + " is merged already");
    }
    AdapterSource source = sources.adapter(entry);
    MergeReport report = tasks.call(entry.model(), device -> recipes.merge(source, device));
    return new Change(adapters.mark(id, AdapterState.MERGED), report);
  }

  /**
   * Forgets the folded weights; on an adapter that is not merged it only shows the digest.
   *
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code BUSY}
   */
  public Change reset(AdapterId id) {
    AdapterEntry entry = adapters.get(id);
    AdapterSource source = sources.adapter(entry);
    MergeReport report = tasks.call(entry.model(), device -> recipes.reset(source, device));
    return new Change(adapters.mark(id, AdapterState.READY), report);
  }

  /**
   * Turns prefixes that a network makes into flat ones, in place. Whoever predicts meanwhile uses
   * the old files or the new ones, never some of each.
   *
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code NOTHING_TO_EJECT}; {@code
   *     STILL_IN_USE} while a job needs it; {@code INVALID_STATE} if it was changed meanwhile;
   *     {@code BUSY}
   */
  public Ejection eject(AdapterId id) {
    AdapterEntry before = adapters.get(id);
    AdapterSource source = sources.adapter(before);
    Path output = workspace.open(id, ids.next());
    try {
      EjectReport report =
          tasks.call(before.model(), device -> recipes.eject(source, output, device));
      AdapterEntry after = adapters.replace(before, replacement(report), output);
      workspace.forget(id);
      return new Ejection(before, after, report.largestLogitDifference());
    } finally {
      Workspace.deleteOrLeave(output);
    }
  }

  private static Replacement replacement(EjectReport report) {
    return new Replacement(
        report.adapter(),
        report.facts().trainableParameters(),
        report.facts().bytes(),
        report.facts().sha256());
  }
}
