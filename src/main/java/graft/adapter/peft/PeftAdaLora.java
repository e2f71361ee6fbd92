package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.adapter.linear.ComputedLowRank;
import graft.adapter.linear.LowRank;
import graft.adapter.place.Strays;
import graft.site.LinearSite;
import graft.site.Setup;
import graft.site.Sites;
import graft.spec.adapter.PeftAdaLoraConfig;
import graft.tensor.Init;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * AdaLoRA (Zhang et al. 2023) at the linear layers that PEFT's rules choose: {@code y = W x + b + s
 * B (λ ⊙ A x)} with A (r, in), λ (r, 1), B (out, r) and {@code s = alpha / (r₀ + 1e-5)}, where r₀
 * is the rank that all began with and r what is left of it. The loss gets {@code w · mean ‖P Pᵀ -
 * I‖} over every A and B, those without a direction counted too. Training takes directions away,
 * see {@link RankAllocation}.
 */
public record PeftAdaLora(PeftAdaLoraConfig config) implements PeftMethod {
  private static final Init START = new Init.Normal(0.02);

  @Override
  public List<LinearSite> places(Sites sites) {
    return sites.linear().stream()
        .filter(site -> config.targets().has(site.id().modulePath()))
        .toList();
  }

  @Override
  public void find(Strays strays) {
    strays.layers(config.layersToTransform(), "layers_to_transform");
    strays.targets(config.targetModules());
    List<String> adapted = strays.paths(site -> config.targets().has(site.id().modulePath()));
    strays.exceptions(config.rankPattern().keySet(), adapted, "rank_pattern");
  }

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, "loras", Optional.empty(), "init_r");
    List<RankAllocation.Triple> triples = new ArrayList<>();
    Setup.Builder setup = Setup.builder();
    List<LinearSite> places = places(sites);
    for (LinearSite site : places) {
      int r = config.rank(site.id().modulePath());
      if (r > 0) {
        NDArray a = modules.create(site.id(), "lora_A", START, r, site.in());
        NDArray b = modules.create(site.id(), "lora_B", START, site.out(), r);
        NDArray e = modules.create(site.id(), "lora_E", Init.ZEROS, r, 1);
        triples.add(new RankAllocation.Triple(a, b, e));
        setup.put(
            site,
            new ComputedLowRank(
                site.id(),
                config.loraDropout(),
                () -> new LowRank(site.id(), Ops.mul(a, e), b, config.scale(), 0)));
      }
    }
    if (config.orthRegWeight() > 0) {
      double share = config.orthRegWeight() / (2.0 * places.size());
      setup.penalise(() -> penalty(triples, share));
    }
    if (config.allocates()) {
      setup.change(new RankAllocation(config, triples));
    }
    return setup.build();
  }

  /** What is orthonormal costs nothing. */
  private static NDArray penalty(List<RankAllocation.Triple> triples, double share) {
    return Stream.concat(
            triples.stream().map(each -> Ops.matmul(each.a(), each.a().transpose(1, 0))),
            triples.stream().map(each -> Ops.matmul(each.b().transpose(1, 0), each.b())))
        .map(products -> {
          NDArray away =
              Ops.sub(products, products.getManager().eye((int) products.getShape().get(0)));
          return Ops.length(away);
        })
        .reduce(Ops::add)
        .map(sum -> Ops.scale(sum, share))
        .orElseThrow();
  }
}
