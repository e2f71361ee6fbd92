package graft.adapter;

import graft.adapter.place.Strays;
import graft.site.EmbeddingSite;
import graft.site.Setup;
import graft.site.Site;
import graft.site.SiteId;
import graft.site.Sites;
import graft.site.WordSite;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.adapter.UnionConfig;
import graft.tensor.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Several methods as one adapter (MAM, He et al. 2021; UniPELT, Mao et al. 2022): all are on
 * together. Parts of different kinds of site meet nowhere; of the same kind, each site takes one.
 */
record Union(UnionConfig config) implements AdapterMethod {
  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    requireApart(sites);
    Setup.Builder setup = Setup.builder();
    for (int i = 0; i < config.configs().size(); i++) {
      setup.putAll(ofPart(i, sites, part -> part.fit(sites, parameters)));
    }
    return setup.build();
  }

  @Override
  public List<? extends Site> places(Sites sites) {
    List<Site> all = new ArrayList<>();
    for (int i = 0; i < config.configs().size(); i++) {
      all.addAll(ofPart(i, sites, part -> part.places(sites)));
    }
    return all;
  }

  @Override
  public Fault placeless(Sites sites) {
    throw new IllegalArgumentException("a union is as much as its parts");
  }

  @Override
  public String attribute(Site place) {
    throw new IllegalArgumentException("a part of the union asks for " + place.id());
  }

  @Override
  public void find(Strays strays) {
    for (int i = 0; i < config.configs().size(); i++) {
      AdapterMethod.find(config.configs().get(i), strays.below("/configs/" + i));
    }
  }

  private AdapterMethod part(int i) {
    return AdapterMethod.of(config.configs().get(i));
  }

  /** What a part says, which must have a place; its faults are faults of the union. */
  private <T> T ofPart(int i, Sites sites, Function<AdapterMethod, T> question) {
    try {
      return question.apply(AdapterMethod.placed(config.configs().get(i), sites));
    } catch (GraftException refused) {
      throw refused.below("/configs/" + i);
    }
  }

  /** Names each part that wants a site which an earlier one has, with the attribute that asks. */
  private void requireApart(Sites sites) {
    Faults faults = new Faults();
    Map<SiteId, Integer> taken = new HashMap<>();
    for (int i = 0; i < config.configs().size(); i++) {
      for (Site site : ofPart(i, sites, part -> part.places(sites))) {
        Integer other = taken.putIfAbsent(site.id(), i);
        if (other != null) {
          String attribute = "configs/" + i + "/" + part(i).attribute(site);
          faults.add(
              "/" + attribute,
              "site_taken",
              "%s asks for %s, where configs/%d sits".formatted(attribute, name(site), other));
        }
      }
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
  }

  private static String name(Site site) {
    return site instanceof EmbeddingSite || site instanceof WordSite
        ? "the embeddings"
        : site.id().toString();
  }
}
