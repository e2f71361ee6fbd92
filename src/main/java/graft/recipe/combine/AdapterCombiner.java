package graft.recipe.combine;

import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.model.BaseModel;
import graft.recipe.AdapterFacts;
import graft.recipe.AdapterSource;
import graft.recipe.Recipes.CombineReport;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.AdapterManifest;
import graft.recipe.saved.PublishedIdentity;
import graft.recipe.saved.TemplateFile;
import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.combination.Combination;
import graft.spec.combination.Combination.Method;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a new adapter that is several others combined, with the head of the first, or a mean. */
public final class AdapterCombiner {
  private final Combination recipe;
  private final List<AdapterSource> sources;
  private final Path output;

  /**
   * @param sources those that the recipe names, in its order
   * @param output an empty directory
   */
  public AdapterCombiner(Combination recipe, List<AdapterSource> sources, Path output) {
    this.recipe = recipe;
    this.sources = List.copyOf(sources);
    this.output = output;
  }

  /**
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} with what cannot be combined
   */
  public CombineReport on(BaseModel model) {
    List<AdaptedModel> opened = new ArrayList<>();
    try {
      for (AdapterSource source : sources) {
        opened.add(AdaptedModel.open(model, source));
      }
      return write(opened, model);
    } finally {
      opened.forEach(AdaptedModel::close);
    }
  }

  private CombineReport write(List<AdaptedModel> opened, BaseModel model) {
    AdapterSource first = sources.getFirst();
    AdapterManifest before = AdapterFiles.manifest(first.directory());
    List<Adapter> adapters = opened.stream().map(AdaptedModel::adapter).toList();
    boolean arePefts =
        sources.stream()
            .map(source -> AdapterFiles.manifest(source.directory()))
            .allMatch(manifest -> "peft".equals(manifest.origin().get("imported_from")));
    Combined made = combined(recipe, model, adapters, arePefts, KeptEntries.drawn(recipe.seed()));
    try (NDManager manager = model.newManager()) {
      Adapter adapter = made.fit(model.sites(), Parameters.unfilled(manager));
      if (recipe.heads()) {
        averageHeads(opened);
      }
      AdapterManifest after =
          new AdapterManifest(
              adapter.config(),
              before.setup(),
              adapter.setup().paths(),
              before.task(),
              before.maxLength(),
              origin());
      TemplateFile.write(output, after.task(), first.model().directory());
      AdapterFacts facts =
          AdapterFiles.write(
              output,
              opened.getFirst().with(adapter),
              after,
              PublishedIdentity.of(first.directory()));
      return new CombineReport(adapter.config(), after.task(), after.setup(), facts);
    }
  }

  /**
   * By PEFT's rules or by AdapterHub's.
   *
   * @param arePefts whether all of them came from PEFT
   */
  public static Combined combined(
      Combination recipe,
      BaseModel model,
      List<Adapter> adapters,
      boolean arePefts,
      KeptEntries kept) {
    for (int i = 0; i < adapters.size(); i++) {
      if (adapters.get(i).config().isFusion()) {
        throw new GraftException(
            ErrorCode.INVALID_SPEC,
            new Fault(
                "/combine/adapters/" + i,
                "not_combinable",
                "a fusion mixes adapters as it is, and is not combined with others"));
      }
    }
    boolean isMean =
        recipe.method().isAdapterHubs()
            || (recipe.method() == Method.LINEAR
                && (recipe.normalizeWeights().isPresent()
                    || !arePefts
                    || !adapters.stream().allMatch(AdapterCombiner::isLora)));
    return isMean
        ? new MeanCombination(recipe, model.sites(), adapters).combined()
        : new LowRankCombination(recipe, model.sites(), adapters, kept).combined();
  }

  private static boolean isLora(Adapter adapter) {
    String method = adapter.config().method();
    return method.equals("lora") || method.equals("peft_lora");
  }

  /** The first model's head becomes the mean of all. */
  private void averageHeads(List<AdaptedModel> opened) {
    double[] weights = MeanCombination.weights(recipe);
    for (Parameter parameter : opened.getFirst().head().parameters().all()) {
      List<float[]> all = new ArrayList<>();
      for (int i = 0; i < opened.size(); i++) {
        all.add(of(opened.get(i), parameter, i));
      }
      opened
          .getFirst()
          .head()
          .parameters()
          .set(
              parameter,
              MeanCombination.sum(all::get, weights, all.getFirst().length),
              parameter.value().getShape().getShape());
    }
  }

  private static float[] of(AdaptedModel adapted, Parameter parameter, int index) {
    return adapted
        .head()
        .parameters()
        .find(parameter.name())
        .filter(other -> other.value().getShape().equals(parameter.value().getShape()))
        .map(other -> HostMemory.floats(other.value()))
        .orElseThrow(() ->
            new GraftException(
                ErrorCode.INVALID_SPEC,
                new Fault(
                    "/combine/adapters/" + index,
                    "not_combinable",
                    "this adapter's head has no %s of shape %s, as the first one's has"
                        .formatted(parameter.name().tensor(), parameter.value().getShape()))));
  }

  private Map<String, Object> origin() {
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("combined", Codec.write(recipe));
    origin.put("adapters", sources.stream().map(source -> source.id().value()).toList());
    return origin;
  }
}
