package graft.adapter;

import graft.adapter.layer.Modules;
import graft.adapter.place.NoPlace;
import graft.architecture.Role;
import graft.site.Setup;
import graft.site.Site;
import graft.site.Sites;
import graft.site.SublayerSite;
import graft.spec.Fault;
import graft.spec.adapter.FusionConfig;
import graft.tensor.Parameters;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * AdapterFusion (Pfeiffer et al. 2021): attention over what several adapters add at a sublayer. It
 * is fitted to the sublayers at which these sit.
 */
record Fusion(FusionConfig config) implements AdapterMethod {
  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, "adapter_fusion_layer", Optional.empty(), "value");
    Setup.Builder setup = Setup.builder();
    for (SublayerSite site : places(sites)) {
      setup.put(site, FusionModule.create(config, site, modules));
    }
    return setup.build();
  }

  @Override
  public List<SublayerSite> places(Sites sites) {
    return sites.sublayers(EnumSet.allOf(Role.class));
  }

  @Override
  public Fault placeless(Sites sites) {
    return NoPlace.of(
        "the adapters that the fusion mixes sit at no sublayer, where it could mix them");
  }

  @Override
  public String attribute(Site place) {
    throw new IllegalArgumentException("a fusion stands beside nothing at " + place.id());
  }
}
