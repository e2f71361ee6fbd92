package graft.recipe.adapted;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.head.Head;
import graft.head.Heads;
import graft.model.BaseModel;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.model.TokenPlaces;
import graft.recipe.AdapterSource;
import graft.site.Pass;
import graft.site.Setup;
import graft.site.Sites;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.JobSpec;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A base model with an adapter and a head, and perhaps frozen adapters beside it. Owns the tensors
 * of all these, not the model; used by one thread.
 *
 * @param setup everything switched on
 * @param frozen elements of the adapters beside it
 */
public record AdaptedModel(
    BaseModel model, NDManager manager, Adapter adapter, Head head, Setup setup, long frozen)
    implements AutoCloseable {
  public AdaptedModel {
    SequenceLimits.requireText(model.info(), setup);
  }

  /**
   * What an adapter without a head is looked at through: an untrained one, the same for all, that
   * is never saved.
   */
  private static TaskSpec lookingGlass(BaseModel model) {
    TaskType type =
        model.info().picture().isPresent()
            ? TaskType.IMAGE_CLASSIFICATION
            : TaskType.SEQUENCE_CLASSIFICATION;
    return new TaskSpec(type, List.of("LABEL_0", "LABEL_1"), Optional.empty());
  }

  /** Creates a job's adapter and head with tensors that start from its seed. */
  public static AdaptedModel create(
      BaseModel model, JobSpec job, Map<String, AdapterSource> companions) {
    Function<NDManager, Parameters> drawn = manager -> Parameters.in(manager, job.seed());
    return create(
        model,
        new Wanted(job.adapter(), job.task(), new Surroundings(job.setup(), companions)),
        drawn,
        drawn);
  }

  /**
   * The same once more over the very memory of its tensors, each with a gradient of its own: for
   * another thread.
   *
   * @param config that this was created with, like the task and the setup
   */
  public AdaptedModel replica(AdapterConfig config, TaskSpec task, Surroundings around) {
    return create(
        model,
        new Wanted(config, task, around),
        own -> Parameters.sharing(own, adapter.parameters()),
        own -> Parameters.sharing(own, head.parameters()));
  }

  /** A job's adapter and head, all zeros: to see what a step costs, without the time to draw. */
  public static AdaptedModel sketch(
      BaseModel model, JobSpec job, Map<String, AdapterSource> companions) {
    return create(
        model,
        new Wanted(job.adapter(), job.task(), new Surroundings(job.setup(), companions)),
        Parameters::zeros,
        Parameters::zeros);
  }

  /** An adapter whose tensors are yet to be filled from files, and perhaps a head. */
  public static AdaptedModel unfilled(
      BaseModel model, AdapterConfig config, Optional<TaskSpec> task, Surroundings around) {
    return create(
        model,
        new Wanted(config, task.orElseGet(() -> lookingGlass(model)), around),
        Parameters::unfilled,
        manager -> Parameters.in(manager, 0));
  }

  /**
   * The setup that an adapter is created in, itself as {@link SetupSpec#NEW}.
   *
   * @param companions what the setup names beside it, by id
   */
  public record Surroundings(SetupSpec setup, Map<String, AdapterSource> companions) {
    public static final Surroundings NONE = new Surroundings(SetupSpec.ALONE, Map.of());
  }

  private record Wanted(AdapterConfig adapter, TaskSpec task, Surroundings around) {}

  private static AdaptedModel create(
      BaseModel model,
      Wanted wanted,
      Function<NDManager, Parameters> ofAdapter,
      Function<NDManager, Parameters> ofHead) {
    return build(
        model,
        manager -> {
          FrozenAdapters others =
              FrozenAdapters.open(
                  model,
                  manager,
                  wanted.around().setup(),
                  SetupSpec.NEW,
                  wanted.around().companions());
          Adapter adapter =
              Adapter.fit(
                  wanted.adapter(), others.sites(wanted.adapter()), ofAdapter.apply(manager));
          Head head = Heads.create(wanted.task(), model, ofHead.apply(manager));
          return new AdaptedModel(
              model, manager, adapter, head, others.with(adapter), others.parameters());
        });
  }

  /** Creates an adapter alone and a head, with tensors that start from the seed. */
  public static AdaptedModel create(
      BaseModel model, AdapterConfig config, TaskSpec task, long seed) {
    Function<NDManager, Parameters> drawn = manager -> Parameters.in(manager, seed);
    return create(model, new Wanted(config, task, Surroundings.NONE), drawn, drawn);
  }

  /** The saved adapter with its head, alone. */
  public static AdaptedModel open(BaseModel model, AdapterSource source) {
    return open(model, source, new SetupSpec.Leaf(source.id().value()), Map.of());
  }

  /** The base model alone, with the head that it came with. */
  static AdaptedModel ofBase(BaseModel model, TaskSpec task) {
    return build(
        model,
        manager ->
            new AdaptedModel(
                model,
                manager,
                Adapter.none(model.sites(), Parameters.unfilled(manager)),
                Heads.create(task, model, Parameters.in(manager, 0)),
                Setup.EMPTY,
                0));
  }

  /**
   * The saved adapter with its head in a setup.
   *
   * @param companions what the setup names beside it, by id
   */
  static AdaptedModel open(
      BaseModel model,
      AdapterSource source,
      SetupSpec setup,
      Map<String, AdapterSource> companions) {
    AdapterManifest manifest = AdapterFiles.manifest(source.directory());
    return build(
        model,
        manager -> {
          FrozenAdapters others =
              FrozenAdapters.open(model, manager, setup, source.id().value(), companions);
          Adapter adapter =
              Adapter.fit(manifest.adapter(), sites(model, manifest), Parameters.unfilled(manager));
          Head head =
              Heads.create(
                  manifest.task().orElseGet(() -> lookingGlass(model)),
                  model,
                  Parameters.in(manager, 0));
          AdaptedModel adapted =
              new AdaptedModel(
                  model, manager, adapter, head, others.with(adapter), others.parameters());
          AdapterFiles.read(source.directory(), adapted);
          return adapted;
        });
  }

  /** A fusion sits where it was trained, whatever it mixes now. */
  private static Sites sites(BaseModel model, AdapterManifest manifest) {
    return manifest.adapter().isFusion()
        ? FrozenAdapters.at(model, Set.copyOf(manifest.sites()))
        : model.sites();
  }

  private static AdaptedModel build(
      BaseModel model, Function<NDManager, AdaptedModel> construction) {
    NDManager manager = model.newManager();
    try {
      return construction.apply(manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** The same model and head with another adapter, whose tensors this one does not own. */
  public AdaptedModel with(Adapter other) {
    return new AdaptedModel(model, manager, other, head, other.setup(), 0);
  }

  /** The base model alone with the same head. */
  AdaptedModel switchedOff() {
    return new AdaptedModel(model, manager, adapter, head, Setup.EMPTY, frozen);
  }

  /** Tokens of a row that the model has positions for in this setup. */
  public int maxLength() {
    return SequenceLimits.most(model.info(), setup);
  }

  /** What is trained: the adapter's tensors, then the head's. */
  public List<Parameter> trainable() {
    return Stream.concat(
            adapter.parameters().trainable().stream(), head.parameters().trainable().stream())
        .toList();
  }

  /** The head's scores with the adapter, or what takes its place, switched on. */
  public NDArray logits(Inputs inputs, Pass pass) {
    return logits(inputs, Optional.empty(), pass);
  }

  /**
   * The scores of some tokens only, which saves the head the others: a vocabulary is wide.
   *
   * @return (1, N, outputs) where there are places
   */
  public NDArray logits(Inputs inputs, Optional<TokenPlaces> places, Pass pass) {
    Encoded encoded = model.forward(inputs, pass);
    return head.logits(model, places.map(encoded::at).orElse(encoded), inputs, pass);
  }

  /** Everything switched on; an adapter that is on alone perhaps folded into weights. */
  Setup setup(AdapterSource source) {
    return source.isMerged() && setup.equals(adapter.setup())
        ? Folding.of(adapter, model, manager)
        : setup;
  }

  @Override
  public void close() {
    manager.close();
  }
}
