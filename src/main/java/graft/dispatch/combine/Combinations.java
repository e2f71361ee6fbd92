package graft.dispatch.combine;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.NewAdapter;
import graft.catalog.model.BaseModels;
import graft.dispatch.Workspace;
import graft.inference.ArtifactLocator;
import graft.inference.DeviceExecutor;
import graft.recipe.AdapterSource;
import graft.recipe.Recipes;
import graft.recipe.Recipes.CombineReport;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.Owner;
import graft.spec.combination.Combination;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes one adapter of several, which stay as they are. */
@Service
public class Combinations {
  private static final String POINTER = "/combine/adapters";

  private final Adapters adapters;
  private final BaseModels models;
  private final ArtifactLocator sources;
  private final Recipes recipes;
  private final DeviceExecutor tasks;
  private final Workspace workspace;
  private final IdSource ids;
  private final TransactionTemplate transaction;

  public Combinations(
      Adapters adapters,
      BaseModels models,
      ArtifactLocator sources,
      Recipes recipes,
      DeviceExecutor tasks,
      Workspace workspace,
      IdSource ids,
      TransactionTemplate transaction) {
    this.adapters = adapters;
    this.models = models;
    this.sources = sources;
    this.recipes = recipes;
    this.tasks = tasks;
    this.workspace = workspace;
    this.ids = ids;
    this.transaction = transaction;
  }

  /**
   * Writes the new adapter on a lane, then keeps it.
   *
   * @param name the part of its name that its maker chose
   * @throws GraftException {@code INVALID_SPEC} with every fault; {@code ADAPTER_NOT_FOUND} if one
   *     was deleted meanwhile; {@code BUSY}
   */
  public AdapterEntry combine(Owner owner, Optional<String> name, Combination recipe) {
    List<AdapterEntry> parents = parents(owner, recipe);
    AdapterEntry first = parents.getFirst();
    List<AdapterSource> files = parents.stream().map(sources::adapter).toList();
    AdapterId id = new AdapterId(AdapterId.PREFIX + ids.next());
    Path output = workspace.open(id, ids.next());
    try {
      CombineReport report =
          tasks.call(first.model(), device -> recipes.combine(recipe, files, output, device));
      return transaction.execute(_ -> {
        models.hold(first.model());
        parents.forEach(parent -> adapters.hold(owner, parent.id()));
        return adapters.keep(owner, made(id, name, recipe, first, report), output);
      });
    } finally {
      Workspace.deleteOrLeave(output);
    }
  }

  /** All of one base model. */
  private List<AdapterEntry> parents(Owner owner, Combination recipe) {
    Faults faults = new Faults();
    List<AdapterEntry> parents = new ArrayList<>();
    if (recipe.adapters().isEmpty()) {
      faults.add(POINTER, "missing", "adapters must name at least one adapter");
    }
    for (int i = 0; i < recipe.adapters().size(); i++) {
      String pointer = POINTER + "/" + i;
      try {
        AdapterEntry parent = adapters.get(owner, recipe.adapters().get(i).id());
        parents.add(parent);
        if (!parent.model().equals(parents.getFirst().model())) {
          faults.add(
              pointer,
              "other_model",
              "%s is an adapter of %s, the first one of %s: only adapters of one base model are combined"
                  .formatted(parent.id(), parent.model(), parents.getFirst().model()));
        }
      } catch (GraftException missing) {
        faults.add(pointer + "/id", "not_found", String.valueOf(missing.getMessage()));
      }
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return parents;
  }

  private static NewAdapter made(
      AdapterId id,
      Optional<String> name,
      Combination recipe,
      AdapterEntry first,
      CombineReport report) {
    return new NewAdapter(
        id,
        first.model(),
        name,
        report.adapter(),
        report.task(),
        report.setup(),
        report.facts().trainableParameters(),
        report.facts().headParameters(),
        report.facts().bytes(),
        report.facts().sha256(),
        Map.of(),
        Optional.empty(),
        Optional.of(first.id()),
        Optional.empty(),
        List.of(said(recipe)));
  }

  /** The recipe as a fact for people; the manifest has it whole. */
  private static String said(Combination recipe) {
    String parts =
        recipe.adapters().stream()
            .map(part -> part.id() + part.weight().map(weight -> " times " + weight).orElse(""))
            .collect(Collectors.joining(", "));
    return "combined by %s of %s%s%s"
        .formatted(
            recipe.method().name().toLowerCase(Locale.ROOT),
            parts,
            recipe.density().map(density -> ", density " + density).orElse(""),
            recipe.svdRank().map(rank -> ", rank " + rank).orElse(""));
  }
}
