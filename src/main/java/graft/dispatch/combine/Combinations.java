package graft.dispatch.combine;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.NewAdapter;
import graft.catalog.model.BaseModels;
import graft.dispatch.Workspace;
import graft.inference.ArtifactLocator;
import graft.inference.Client;
import graft.inference.DeviceExecutor;
import graft.recipe.AdapterSource;
import graft.recipe.DataSource;
import graft.recipe.Recipes;
import graft.recipe.Recipes.CombineReport;
import graft.recipe.Turns;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.Owner;
import graft.spec.combination.Combination;
import graft.spec.combination.Combining;
import graft.spec.job.TaskSpec;
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

  /** Where what is kept is written, beside what is tried. */
  private static final String KEPT = "kept";

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
    Plan plan =
        new Plan(recipe, files, recipe.evaluateOn().map(file -> decides(owner, file, first)));
    AdapterId id = new AdapterId(AdapterId.PREFIX + ids.next());
    Path output = workspace.open(id, ids.next());
    try {
      Made made = tasks.inTurns(first.model(), Client.PATIENT, turns -> make(plan, output, turns));
      return transaction.execute(_ -> {
        models.hold(first.model());
        parents.forEach(parent -> adapters.hold(owner, parent.id()));
        return adapters.keep(owner, made(id, name, first, made), output.resolve(KEPT));
      });
    } finally {
      Workspace.deleteOrLeave(output);
    }
  }

  /**
   * What is made.
   *
   * @param decides the rows that choose between weights
   */
  private record Plan(
      Combination recipe, List<AdapterSource> parents, Optional<Decisive> decides) {}

  private record Decisive(DataSource file, TaskSpec task) {}

  private record Made(Combining how, CombineReport report) {}

  private Made make(Plan plan, Path directory, Turns turns) {
    Combining how =
        plan.decides()
            .map(on ->
                new Grid(recipes, plan.recipe(), plan.parents(), on.file())
                    .search(on.task(), directory, turns))
            .orElseGet(() -> Combining.of(plan.recipe()));
    Path output = Grid.made(directory.resolve(KEPT));
    CombineReport report =
        turns.next(0, () -> recipes.combine(how.recipe(), plan.parents(), output, turns.device()));
    return new Made(how, report);
  }

  private Decisive decides(Owner owner, FileId file, AdapterEntry first) {
    TaskSpec task =
        first
            .task()
            .orElseThrow(() ->
                refused(
                    "the first adapter has no head, so there is nothing to decide by: name no"
                        + " weights to choose from"));
    try {
      return new Decisive(sources.data(owner, file), task);
    } catch (GraftException missing) {
      throw refused(String.valueOf(missing.getMessage()));
    }
  }

  private static GraftException refused(String reason) {
    return new GraftException(
        ErrorCode.INVALID_SPEC, new Fault("/combine/evaluate_on", "not_found", reason));
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
      AdapterId id, Optional<String> name, AdapterEntry first, Made made) {
    CombineReport report = made.report();
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
            Optional.of(first.id()))
        .remarked(List.of(said(made.how().recipe())))
        .madeBy(made.how());
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
