package graft.recipe.adapted;

import graft.head.Heads;
import graft.model.BaseModel;
import graft.recipe.AdapterSource;
import graft.recipe.ModelInSetup;
import graft.site.Setup;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.HeadSpec;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A saved adapter with its head in a setup, or a base model with the head that it came with, ready
 * to answer. Owns its tensors; passes over it are run by one thread at a time.
 *
 * @param task empty of an adapter without a head
 * @param maxLength tokens that a row had at most in training; of a base model all that it reads
 * @param setup what is switched on, folded into weights where the adapter is merged
 * @param looksAtPadding whether an answer depends on how far its row is padded
 */
public record OpenAdapter(
    Optional<TaskSpec> task,
    int maxLength,
    AdaptedModel adapted,
    Setup setup,
    boolean looksAtPadding)
    implements AutoCloseable {
  /**
   * Which one. The files of a directory never change: an adapter that is written again gets another
   * directory.
   *
   * @param source empty: the base model alone
   * @param companions what the setup names beside it, by id
   * @param skipLayers layers in which nothing of it is on
   */
  public record Key(
      Optional<AdapterSource> source,
      SetupSpec setup,
      Map<String, AdapterSource> companions,
      Set<Integer> skipLayers) {
    /** The base model alone. */
    public static final Key BASE = new Key(Optional.empty(), SetupSpec.NONE, Map.of(), Set.of());

    /**
     * @param adapters all that the setup names, and perhaps more
     */
    public static Key of(
        AdapterSource source, SetupSpec setup, Map<String, AdapterSource> adapters) {
      Map<String, AdapterSource> named =
          setup
              .leaves()
              .distinct()
              .filter(adapters::containsKey)
              .collect(Collectors.toMap(Function.identity(), adapters::get));
      return new Key(Optional.of(source), setup, named, Set.of());
    }

    public static Key of(ModelInSetup who) {
      return who.adapter()
          .map(source -> of(source, who.setup(), who.adapters()).skipping(who.skipLayers()))
          .orElse(BASE);
    }

    private Key skipping(Set<Integer> layers) {
      return new Key(source, setup, companions, layers);
    }

    boolean holds(AdapterId adapter) {
      return all().anyMatch(one -> one.id().equals(adapter));
    }

    /** About how much it weighs: its files, and folded weights as many as the model's. */
    long bytes(BaseModel model) {
      long files = all().distinct().mapToLong(one -> AdapterFiles.bytes(one.directory())).sum();
      boolean isMerged = source.filter(AdapterSource::isMerged).isPresent();
      return files + (isMerged ? model.parameters() * Float.BYTES : 0);
    }

    private Stream<AdapterSource> all() {
      return Stream.concat(source.stream(), companions.values().stream());
    }
  }

  /**
   * Opens it.
   *
   * @throws GraftException {@link ErrorCode#INVALID_STATE} if a base model came without a head
   */
  public static OpenAdapter open(BaseModel model, Key key) {
    return key.source().map(source -> open(model, key, source)).orElseGet(() -> ofBase(model));
  }

  private static OpenAdapter ofBase(BaseModel model) {
    TaskSpec task =
        Heads.ofCheckpoint(model)
            .map(type -> new TaskSpec(type, List.of(), Optional.of(HeadSpec.CHECKPOINT)))
            .orElseThrow(() ->
                new GraftException(
                    ErrorCode.INVALID_STATE,
                    "the base model came without a head, so it answers nothing by itself; train an adapter on it"));
    AdaptedModel adapted = AdaptedModel.ofBase(model, task);
    return new OpenAdapter(Optional.of(task), adapted.maxLength(), adapted, adapted.setup(), false);
  }

  private static OpenAdapter open(BaseModel model, Key key, AdapterSource source) {
    requireLayers(model, key.skipLayers());
    boolean isOff = key.setup().equals(SetupSpec.NONE);
    AdaptedModel adapted =
        isOff
            ? AdaptedModel.open(model, source).switchedOff()
            : AdaptedModel.open(model, source, key.setup(), key.companions());
    try {
      AdapterManifest manifest = AdapterFiles.manifest(source.directory());
      return new OpenAdapter(
          manifest.task(),
          manifest.maxLength(),
          adapted,
          key.skipLayers().isEmpty()
              ? adapted.setup(source)
              : adapted.setup().without(key.skipLayers()),
          key.all()
              .map(one -> AdapterFiles.manifest(one.directory()).adapter())
              .anyMatch(AdapterConfig::useGating));
    } catch (RuntimeException e) {
      adapted.close();
      throw e;
    }
  }

  private static void requireLayers(BaseModel model, Set<Integer> layers) {
    int there = model.sites().layers();
    List<Integer> strays =
        layers.stream().filter(layer -> layer < 0 || layer >= there).sorted().toList();
    if (!strays.isEmpty()) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/skip_layers",
              "not_in_model",
              "skip_layers names %s: the model has layers 0 to %d".formatted(strays, there - 1)));
    }
  }

  @Override
  public void close() {
    adapted.close();
  }
}
