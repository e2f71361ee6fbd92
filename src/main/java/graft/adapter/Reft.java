package graft.adapter;

import graft.adapter.layer.Modules;
import graft.adapter.place.NoPlace;
import graft.adapter.place.SiteInventory;
import graft.adapter.place.Strays;
import graft.site.LayerSite;
import graft.site.Setup;
import graft.site.Site;
import graft.site.Sites;
import graft.spec.Check;
import graft.spec.Fault;
import graft.spec.adapter.ReftConfig;
import graft.tensor.Parameters;
import java.util.List;

/**
 * Representation fine-tuning (Wu et al. 2024): what some layers hand on is changed in a few
 * directions, at the first and the last tokens of a text. LoReFT's directions are orthonormal;
 * DiReFT adds without taking out. None starts as the identity.
 */
record Reft(ReftConfig config) implements AdapterMethod {
  @Override
  public List<LayerSite> places(Sites sites) {
    return sites.layerEnds().stream()
        .filter(site -> config.layers().has(site.id().layer()))
        .toList();
  }

  @Override
  public Fault placeless(Sites sites) {
    return NoPlace.of(
        "layers", "names none of the model's, which has " + new SiteInventory(sites).ofLayers());
  }

  @Override
  public String attribute(Site place) {
    return "layers";
  }

  @Override
  public void find(Strays strays) {
    strays.layers(config.layers().some(), "layers");
  }

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, "refts", config.initWeightsSeed(), "r");
    Setup.Builder setup =
        Setup.builder().readsWholeRows("ReFT changes the first and last tokens of a row");
    for (LayerSite site : places(sites)) {
      check(site);
      ReftModule.Unit prefix = ReftModule.Unit.create(config, site, modules, 0);
      ReftModule.Unit suffix =
          config.tiedWeights() ? prefix : ReftModule.Unit.create(config, site, modules, 1);
      setup.put(site, new ReftModule(site.id(), config, prefix, suffix));
    }
    return setup.build();
  }

  private void check(LayerSite site) {
    Check check = new Check();
    long most = config.orthogonality() ? site.width() - 1 : site.width();
    check.that(
        config.r() <= most,
        "r",
        "must be at most %d behind %s, not %d".formatted(most, site.id(), config.r()));
    check.done();
  }
}
