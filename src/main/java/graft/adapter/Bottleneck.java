package graft.adapter;

import graft.adapter.layer.Gate;
import graft.adapter.layer.Limits;
import graft.adapter.layer.Modules;
import graft.adapter.layer.PhmProjections;
import graft.adapter.layer.Projections;
import graft.adapter.place.NoPlace;
import graft.adapter.place.SiteInventory;
import graft.adapter.place.Strays;
import graft.adapter.place.Sublayers;
import graft.site.Setup;
import graft.site.Site;
import graft.site.Sites;
import graft.site.SublayerSite;
import graft.spec.Check;
import graft.spec.Fault;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.attribute.BottleneckNorms.Residual;
import graft.spec.adapter.attribute.ReductionFactor;
import graft.tensor.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * Bottleneck adapters (Houlsby et al. 2019; Pfeiffer et al. 2020; parallel: He et al. 2021): {@code
 * A(x) = W_up f(W_down x + b_down) + b_up} after a sublayer or beside it. The order of residuals
 * and norms is {@link BottleneckModule}'s, whose own norm before the bottleneck is first in its
 * down stack (D23). Compacter is this with {@linkplain PhmProjections PHM layers} as projections.
 */
record Bottleneck(BottleneckConfig config) implements AdapterMethod {
  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules =
        Modules.of(parameters, "adapters", config.initWeightsSeed(), "reduction_factor");
    Setup.Builder setup = Setup.builder();
    if (config.useGating()) {
      setup.readsWholeRows(Gate.WHOLE_ROWS);
    }
    List<SublayerSite> occupied = sublayers(sites);
    occupied.forEach(this::check);
    if (!occupied.isEmpty()) {
      Projections projections = projections(modules, occupied.getFirst().width());
      for (SublayerSite site : occupied) {
        setup.put(site, BottleneckModule.create(config, site, modules, projections));
      }
    }
    Invertible.of(config)
        .ifPresent(part ->
            part.fit(
                sites,
                modules.in("invertible_adapters").sizedBy("inv_adapter_reduction_factor"),
                setup));
    return setup.build();
  }

  @Override
  public List<Site> places(Sites sites) {
    List<Site> places = new ArrayList<>(sublayers(sites));
    Invertible.of(config).ifPresent(_ -> places.addAll(sites.embedding()));
    return places;
  }

  @Override
  public Fault placeless(Sites sites) {
    if (!sites.sublayers(Sublayers.roles(config)).isEmpty()) {
      return NoPlace.nothingLeft(sites);
    }
    List<String> sublayers = new SiteInventory(sites).ofSublayers();
    if (Sublayers.roles(config).isEmpty()) {
      return NoPlace.of(
          "mh_adapter",
          "or output_adapter must be true: without them no sublayer has an adapter, of "
              + sublayers);
    }
    String attribute =
        config.mhAdapter()
            ? "mh_adapter"
            : config.outputAdapter() ? "output_adapter" : "cross_adapter";
    return NoPlace.of(attribute, "has no place in the model, whose sublayers are " + sublayers);
  }

  @Override
  public String attribute(Site place) {
    return switch (place.id().role()) {
      case SELF_ATTENTION -> "mh_adapter";
      case CROSS_ATTENTION -> "cross_adapter";
      case EMBEDDING -> "inv_adapter";
      default -> "output_adapter";
    };
  }

  @Override
  public void find(Strays strays) {
    switch (config.reductionFactor()) {
      case ReductionFactor.ByLayer some ->
          strays.layers(some.layers().map(Integer::valueOf).toList(), "reduction_factor");
      case ReductionFactor.Even _ -> {}
    }
  }

  private List<SublayerSite> sublayers(Sites sites) {
    return sites.without(config.leaveOut()).sublayers(Sublayers.roles(config));
  }

  private Projections projections(Modules modules, long hidden) {
    return config.phm().phmLayer()
        ? PhmProjections.of(config, modules, hidden)
        : new Projections.OfDense(config.initWeights(), modules);
  }

  private void check(SublayerSite site) {
    Check check = new Check();
    boolean hasWidth = config.reductionFactor().covers(site.id().layer());
    check.that(
        hasWidth,
        "reduction_factor",
        "has neither layer " + site.id().layer() + " nor a default, for " + site.id());
    boolean usesNorm = config.norms().residualBeforeLn() == Residual.POST_ADD;
    check.that(
        !usesNorm || site.joint().seen().isPresent(),
        "residual_before_ln",
        "must not be \"post_add\" at " + site.id() + ", which has no norm");
    check.that(
        config.norms().originalLnAfter() || site.joint().canBeLeftOut(),
        "original_ln_after",
        "must not be false at " + site.id() + ", where the model adds its residual in any case");
    if (hasWidth) {
      long narrow = config.reductionFactor().width(site.width(), site.id().layer());
      Limits.requireWidth(check, "reduction_factor", narrow, site.id());
      if (config.phm().phmLayer()) {
        divides(check, "hidden size", site.width(), site);
        divides(check, "bottleneck", narrow, site);
      }
    }
    check.done();
  }

  private void divides(Check check, String what, long width, SublayerSite site) {
    int terms = config.phm().phmDim();
    check.that(
        width % terms == 0,
        "phm_dim",
        "must divide the %s at %s: %d is not a multiple of %d"
            .formatted(what, site.id(), width, terms));
  }
}
