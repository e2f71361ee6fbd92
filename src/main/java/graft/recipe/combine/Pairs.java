package graft.recipe.combine;

import ai.djl.ndarray.NDArray;
import graft.adapter.Adapter;
import graft.adapter.linear.LowRank;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.SiteId;
import graft.site.Sites;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.tensor.HostMemory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The low-rank changes of one adapter, by the projections that they are at.
 *
 * @param largest rank of them
 */
record Pairs(Map<SiteId, LowRankPair> bySite, int largest) {
  /**
   * Those of an adapter.
   *
   * @param index its place among the adapters
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if it is more than plain low-rank terms
   */
  static Pairs of(Adapter adapter, Sites sites, int index) {
    Map<SiteId, LowRankPair> pairs = new LinkedHashMap<>();
    for (LinearSite site : sites.linear()) {
      Optional<LinearAdapter> module = adapter.setup().linear(site.id());
      module.ifPresent(found -> pairs.put(site.id(), pair(found, site, adapter, index)));
    }
    boolean isMore =
        adapter.setup().reachesBeyondWeights()
            || sites.words().flatMap(site -> adapter.setup().word(site.id())).isPresent()
            || sites.norms().stream().anyMatch(norm -> adapter.setup().norm(norm.id()).isPresent());
    if (pairs.isEmpty() || isMore) {
      throw refused(adapter, index, "it is more than a change of projections");
    }
    int largest = pairs.values().stream().mapToInt(LowRankPair::rank).max().orElseThrow();
    return new Pairs(pairs, largest);
  }

  private static LowRankPair pair(
      LinearAdapter module, LinearSite site, Adapter adapter, int index) {
    if (module instanceof LowRank lowRank) {
      NDArray a = lowRank.a();
      return new LowRankPair(
          (int) a.getShape().get(0),
          (int) site.in(),
          (int) site.out(),
          HostMemory.floats(a),
          HostMemory.floats(lowRank.b()),
          lowRank.scale());
    }
    throw refused(adapter, index, "its module at " + site.id() + " is more than B A");
  }

  private static GraftException refused(Adapter adapter, int index, String reason) {
    return new GraftException(
        ErrorCode.INVALID_SPEC,
        new Fault(
            "/combine/adapters/" + index,
            "not_combinable",
            "a %s adapter is not plain LoRA: %s. Such adapters are combined by linear alone, and with equal configurations; one of PiSSA or OLoRA exported and imported again is plain"
                .formatted(adapter.config().method(), reason)));
  }
}
