package graft.dispatch;

import graft.catalog.Replacement;
import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.inference.ArtifactLocator;
import graft.inference.DeviceExecutor;
import graft.recipe.AdapterSource;
import graft.recipe.EjectReport;
import graft.recipe.Recipes;
import graft.spec.AdapterId;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.Owner;
import java.nio.file.Path;
import org.springframework.stereotype.Service;

/** Turns prefixes that a network makes into flat ones, in place. */
@Service
public class Ejections {
  private final Adapters adapters;
  private final ArtifactLocator sources;
  private final Recipes recipes;
  private final DeviceExecutor tasks;
  private final Workspace workspace;
  private final IdSource ids;

  public Ejections(
      Adapters adapters,
      ArtifactLocator sources,
      Recipes recipes,
      DeviceExecutor tasks,
      Workspace workspace,
      IdSource ids) {
    this.adapters = adapters;
    this.sources = sources;
    this.recipes = recipes;
    this.tasks = tasks;
    this.workspace = workspace;
    this.ids = ids;
  }

  /** An adapter before and after. */
  public record Ejection(AdapterEntry before, AdapterEntry after, double largestLogitDifference) {}

  /**
   * Writes the flat adapter on a lane, then puts it in the place of the old one. Whoever predicts
   * meanwhile uses the old files or the new ones, never some of each.
   *
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code NOTHING_TO_EJECT}; {@code
   *     STILL_IN_USE} while a job needs it; {@code INVALID_STATE} if it was changed meanwhile;
   *     {@code BUSY}
   */
  public Ejection eject(Owner owner, AdapterId id) {
    AdapterEntry before = adapters.get(owner, id);
    AdapterSource source = sources.adapter(before);
    Path output = workspace.open(id, ids.next());
    try {
      EjectReport report =
          tasks.call(before.model(), device -> recipes.eject(source, output, device));
      AdapterEntry after = adapters.replace(owner, before, replacement(report), output);
      workspace.forget(id);
      recipes.forget(id);
      return new Ejection(before, after, report.largestLogitDifference());
    } finally {
      Workspace.deleteOrLeave(output);
    }
  }

  private static Replacement replacement(EjectReport report) {
    return new Replacement(
        report.adapter(),
        report.facts().trainableParameters(),
        report.facts().headParameters(),
        report.facts().bytes(),
        report.facts().sha256());
  }
}
