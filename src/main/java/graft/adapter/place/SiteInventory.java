package graft.adapter.place;

import graft.architecture.Role;
import graft.site.Site;
import graft.site.Sites;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;

/** What a model has, for messages: layers by number, sites by their paths with {@code *} for it. */
public record SiteInventory(Sites sites) {
  /** How many layers there are. */
  public int layers() {
    return sites.layers();
  }

  public String ofLayers() {
    return layers() == 1 ? "layer 0" : "layers 0 to " + (layers() - 1);
  }

  public List<String> ofLinear() {
    return paths(sites.linear());
  }

  public List<String> ofNorms() {
    return paths(sites.norms());
  }

  public List<String> ofSublayers() {
    return paths(sites.sublayers(EnumSet.allOf(Role.class)));
  }

  private static List<String> paths(Collection<? extends Site> sites) {
    return sites.stream()
        .map(site ->
            site.id().modulePath().replaceFirst("(^|\\.)" + site.id().layer() + "(?=\\.|$)", "$1*"))
        .distinct()
        .toList();
  }
}
