package graft.model;

import graft.architecture.ModelConfig;
import graft.site.Site;
import graft.site.Sites;
import java.util.ArrayList;
import java.util.List;

/**
 * A model while it is put together.
 *
 * @param registered its sites so far, in model order; grows
 */
public record Assembly(ModelConfig config, WeightReader weights, List<Site> registered) {
  Assembly(ModelConfig config, WeightReader weights) {
    this(config, weights, new ArrayList<>());
  }

  /** Takes note of a site. */
  public <S extends Site> S register(S site) {
    registered.add(site);
    return site;
  }

  Sites sites() {
    return new Sites(registered);
  }
}
