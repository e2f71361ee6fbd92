package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.adapter.linear.BiasedLowRank;
import graft.adapter.linear.Dora;
import graft.adapter.linear.LowRank;
import graft.adapter.linear.SplitWeight;
import graft.adapter.place.NoPlace;
import graft.adapter.place.SiteInventory;
import graft.adapter.place.Strays;
import graft.architecture.Role;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.Mergeable;
import graft.site.NormSite;
import graft.site.Setup;
import graft.site.Site;
import graft.site.SiteId;
import graft.site.Sites;
import graft.site.WordAdapter;
import graft.site.WordSite;
import graft.spec.Check;
import graft.spec.Fault;
import graft.spec.adapter.PeftLoraConfig;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Init;
import graft.tensor.Parameters;
import graft.tensor.Scope;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * LoRA (Hu et al. 2021) at the linear layers that PEFT's rules choose: {@code y = W x + b + s B A
 * x}, with a rank r and a scale s = alpha / r, or alpha / √r, for each of them. With {@code bias}
 * trained biases take the place of the base model's: those of the adapted layers, or all, layer
 * norms' too. What may stand around the term: {@link Dora}, {@link BiasedLowRank}, {@link
 * SplitWeight}.
 */
public record PeftLora(PeftLoraConfig config) implements PeftMethod {
  private static final String BIAS = "bias";

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, "loras", Optional.empty(), "r");
    Setup.Builder setup = Setup.builder();
    for (Site any : places(sites)) {
      switch (any) {
        case LinearSite site -> setup.put(site, module(site, modules));
        case NormSite site -> setup.put(site, otherBias(site, modules));
        case WordSite site -> setup.put(site, words(site, modules));
        default -> throw new IllegalStateException("LoRA has no place at " + any.id());
      }
    }
    return setup.build();
  }

  @Override
  public List<Site> places(Sites sites) {
    return sites.all().stream()
        .filter(any ->
            switch (any) {
              case LinearSite site -> isAdapted(site.id()) || trainedBias(site) != null;
              case NormSite site -> site.weights().bias() != null && trainsBias(site.id());
              case WordSite _ -> !config.trainableTokenIndices().isEmpty();
              default -> false;
            })
        .toList();
  }

  @Override
  public Fault placeless(Sites sites) {
    boolean isNamed =
        sites.linear().stream()
            .anyMatch(site -> config.targetModules().has(site.id().modulePath()));
    return isNamed
        ? NoPlace.of(
            "layers_to_transform",
            "has none of the layers of the modules that are named; the model has "
                + new SiteInventory(sites).ofLayers())
        : PeftMethod.super.placeless(sites);
  }

  @Override
  public String attribute(Site place) {
    return switch (place) {
      case NormSite _ -> "bias";
      case WordSite _ -> "trainable_token_indices";
      default -> TARGETS;
    };
  }

  @Override
  public void find(Strays strays) {
    strays.layers(config.layersToTransform(), "layers_to_transform");
    strays.targets(config.targetModules());
    List<String> adapted = strays.paths(site -> isAdapted(site.id()));
    strays.exceptions(config.rankPattern().keySet(), adapted, "rank_pattern");
    strays.exceptions(config.alphaPattern().keySet(), adapted, "alpha_pattern");
  }

  private WordAdapter words(WordSite site, Modules modules) {
    List<Integer> tokens = config.trainableTokenIndices();
    Init start = new Init.Known(() -> PeftTrainableTokens.vectors(site, tokens));
    Modules own = modules.sizedBy("trainable_token_indices");
    return PeftTrainableTokens.trained(site, tokens, start, own);
  }

  private static OtherBias otherBias(NormSite site, Modules modules) {
    NDArray frozen = Objects.requireNonNull(site.weights().bias());
    return new OtherBias(modules.copy(site.id(), BIAS, frozen));
  }

  private LinearAdapter module(LinearSite site, Modules modules) {
    Optional<Mergeable> low =
        isAdapted(site.id()) ? Optional.of(adapted(site, modules)) : Optional.empty();
    NDArray frozen = trainedBias(site);
    if (frozen != null) {
      return new BiasTuning(low, modules.copy(site.id(), BIAS, frozen), frozen);
    }
    return config.loraBias() && site.weights().bias() == null
        ? new Unmergeable(low.orElseThrow(), "its projection has no bias to add lora_bias to")
        : low.orElseThrow();
  }

  private Mergeable adapted(LinearSite site, Modules modules) {
    String path = site.id().modulePath();
    int r = config.rank(path);
    LoraFactors start = LoraFactors.of(config.initLoraWeights(), site, r, config.scale(path));
    Modules own = r == config.r() ? modules : modules.sizedBy("rank_pattern");
    LowRank lowRank = lowRank(site, own, "lora_", r, start);
    if (config.initLoraWeights().splitsWeight()) {
      requireSpace(site, r);
      LowRank initial = lowRank(site, own.fixed(), "initial_", r, start);
      Mergeable around =
          config.useDora()
              ? dora(site, own, lowRank, () -> SplitWeight.rest(site, initial))
              : lowRank;
      return new SplitWeight(around, initial);
    }
    if (config.loraBias()) {
      NDArray c = own.create(site.id(), "lora_B_bias", Init.ZEROS, site.out());
      return new BiasedLowRank(lowRank, c);
    }
    return config.useDora() ? dora(site, own, lowRank, site.weights()::weight) : lowRank;
  }

  private LowRank lowRank(LinearSite site, Modules modules, String name, int r, LoraFactors start) {
    NDArray a = modules.create(site.id(), name + "A", start.a(), r, site.in());
    NDArray b = modules.create(site.id(), name + "B", start.b(), site.out(), r);
    double scale = config.scale(site.id().modulePath());
    return new LowRank(site.id(), a, b, scale, config.loraDropout());
  }

  private static Dora dora(
      LinearSite site, Modules modules, LowRank lowRank, Supplier<NDArray> frozen) {
    Init lengths =
        new Init.Known(() ->
            Gradients.off(() -> {
              try (Scope scope = new Scope()) {
                return HostMemory.floats(Dora.lengths(frozen.get(), lowRank));
              }
            }));
    NDArray magnitude = modules.create(site.id(), "lora_magnitude_vector", lengths, site.out());
    return new Dora(lowRank, magnitude, frozen, site.weights().bias());
  }

  /** A weight has no more directions than it has rows or columns. */
  private void requireSpace(LinearSite site, int r) {
    Check check = new Check();
    long most = Math.min(site.in(), site.out());
    check.that(
        r <= most,
        r == config.r() ? "r" : "rank_pattern",
        "must be at most %d at %s, which init_lora_weights takes apart, not %d"
            .formatted(most, site.id(), r));
    check.done();
  }

  private boolean isAdapted(SiteId site) {
    return config.adapts(site.modulePath());
  }

  private boolean trainsBias(SiteId site) {
    return switch (config.bias()) {
      case NONE -> false;
      case LORA_ONLY -> isAdapted(site);
      case ALL -> true;
      case ALL_WITHOUT_POOLER -> site.role() != Role.POOLER;
    };
  }

  /** The bias that a trained one replaces; null if none does. */
  private @Nullable NDArray trainedBias(LinearSite site) {
    return trainsBias(site.id()) ? site.weights().bias() : null;
  }
}
