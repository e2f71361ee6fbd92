package graft.adapter;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.adapter.linear.ComputedLowRank;
import graft.adapter.linear.HubDora;
import graft.adapter.linear.LowRank;
import graft.adapter.place.LoraSites;
import graft.site.LinearSite;
import graft.site.Setup;
import graft.site.Site;
import graft.site.Sites;
import graft.spec.Check;
import graft.spec.Fault;
import graft.spec.adapter.LoraConfig;
import graft.tensor.Init;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import java.util.List;
import java.util.function.Supplier;

/**
 * VeRA (Kopiczko et al. 2024) as AdapterHub has it: {@code y = W x + b + (alpha / r) V B D A x}
 * with A of shape (r, in) and B of shape (out, r) frozen and shared by all modules, and with whole
 * matrices D (r, r) and V (out, out) trained, where the paper has vectors (T14). With {@code
 * use_dora} it is {@link HubDora} around that.
 */
record Vera(LoraConfig config) implements AdapterMethod {
  @Override
  public List<LinearSite> places(Sites sites) {
    return LoraSites.of(config, sites);
  }

  @Override
  public Fault placeless(Sites sites) {
    return LoraSites.placeless(config, sites);
  }

  @Override
  public String attribute(Site place) {
    return LoraSites.attribute(place);
  }

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, "loras", config.initWeightsSeed(), "r");
    List<LinearSite> places = places(sites);
    places.forEach(site -> check(site, places.getFirst()));
    LinearSite any = places.getFirst();
    LoraInits inits = new LoraInits(config.initWeights());
    Modules shared = modules.in(Modules.SHARED).fixed();
    NDArray a = shared.create("", "lora_A", inits.a(any.in()), config.r(), any.in());
    NDArray b = shared.create("", "lora_B", inits.b(config.r()), any.out(), config.r());
    Setup.Builder setup = Setup.builder();
    for (LinearSite site : places) {
      Init startOfD = new Init.Diagonal(config.r(), config.veraD().orElse(0.0).floatValue(), 0);
      Init startOfV = new Init.Diagonal(site.out(), config.veraB().orElse(0.0).floatValue(), 0);
      NDArray d = modules.create(site.id(), "vera_D", startOfD, config.r(), config.r());
      NDArray v = modules.create(site.id(), "vera_B", startOfV, site.out(), site.out());
      Supplier<LowRank> factors =
          () ->
              new LowRank(
                  site.id(), Ops.matmul(d, a), Ops.matmul(v, b), config.scale(), config.dropout());
      setup.put(
          site,
          config.useDora()
              ? HubDora.create(site, modules, factors)
              : new ComputedLowRank(site.id(), config.dropout(), factors));
    }
    return setup.build();
  }

  private void check(LinearSite site, LinearSite first) {
    Check check = new Check();
    check.that(
        !site.layout().isFused(),
        "attn_matrices",
        "must not name %s, where several projections stand side by side: the library has no VeRA there"
            .formatted(site.id()));
    check.that(
        site.in() == first.in() && site.out() == first.out(),
        site.id().role().isAttention() ? "attn_matrices" : "intermediate_lora",
        "must choose projections of one shape for VeRA, which share A and B: %s is (%d, %d), %s is (%d, %d)"
            .formatted(first.id(), first.out(), first.in(), site.id(), site.out(), site.in()));
    check.done();
  }
}
