package graft.adapter;

import graft.architecture.Role;
import graft.architecture.Stack;
import graft.site.EmbeddingSite;
import graft.site.Joint;
import graft.site.Site;
import graft.site.SiteId;
import graft.site.Sites;
import graft.site.SublayerSite;
import java.util.ArrayList;
import java.util.List;

/** The sites of an encoder of any size, without the model. */
public final class Places {
  private Places() {}

  /** As BERT declares them, without its norms. */
  public static Sites encoder(int layers, long hidden) {
    List<Site> sites = new ArrayList<>();
    sites.add(
        new EmbeddingSite(new SiteId(Stack.ENCODER, -1, Role.EMBEDDING, "embeddings"), "", hidden));
    for (int i = 0; i < layers; i++) {
      String path = "encoder.layer." + i;
      sites.add(sublayer(i, Role.SELF_ATTENTION, path + ".attention.output", hidden));
      sites.add(sublayer(i, Role.FEED_FORWARD, path + ".output", hidden));
    }
    return new Sites(sites);
  }

  private static SublayerSite sublayer(int layer, Role role, String path, long hidden) {
    return new SublayerSite(
        new SiteId(Stack.ENCODER, layer, role, path), hidden, new Joint.PreNorm(), 0.1);
  }
}
