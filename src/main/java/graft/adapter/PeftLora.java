package graft.adapter;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.adapter.linear.LowRank;
import graft.architecture.Role;
import graft.site.LinearSite;
import graft.site.Mergeable;
import graft.site.NormSite;
import graft.site.Setup;
import graft.site.Site;
import graft.site.SiteId;
import graft.site.Sites;
import graft.spec.adapter.PeftLoraConfig;
import graft.tensor.Init;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * LoRA (Hu et al. 2021) at the linear layers that PEFT's rules choose: {@code y = W x + b + s B A
 * x}, with a rank r and a scale s = alpha / r, or alpha / √r, for each of them. With {@code bias}
 * trained biases take the place of the base model's: those of the adapted layers, or all, layer
 * norms' too.
 */
record PeftLora(PeftLoraConfig config) implements AdapterMethod {
  private static final String BIAS = "bias";

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, "loras", Optional.empty(), "r");
    Setup.Builder setup = Setup.builder();
    for (Site any : places(sites)) {
      switch (any) {
        case LinearSite site -> setup.put(site, module(site, modules));
        case NormSite site -> setup.put(site, otherBias(site, modules));
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
              default -> false;
            })
        .toList();
  }

  private static OtherBias otherBias(NormSite site, Modules modules) {
    NDArray frozen = Objects.requireNonNull(site.weights().bias());
    return new OtherBias(modules.copy(site.id(), BIAS, frozen));
  }

  private Mergeable module(LinearSite site, Modules modules) {
    Optional<Mergeable> lowRank =
        isAdapted(site.id()) ? Optional.of(lowRank(site, modules)) : Optional.empty();
    NDArray frozen = trainedBias(site);
    return frozen == null
        ? lowRank.orElseThrow()
        : new BiasTuning(lowRank, modules.copy(site.id(), BIAS, frozen), frozen);
  }

  private LowRank lowRank(LinearSite site, Modules modules) {
    String path = site.id().modulePath();
    int r = config.rank(path);
    Modules own = r == config.r() ? modules : modules.sizedBy("rank_pattern");
    NDArray a = own.create(site.id(), "lora_A", Init.linear(site.in()), r, site.in());
    NDArray b = own.create(site.id(), "lora_B", Init.ZEROS, site.out(), r);
    return new LowRank(site.id(), a, b, config.scale(path), config.loraDropout());
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
