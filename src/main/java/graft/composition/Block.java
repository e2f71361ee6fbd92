package graft.composition;

import graft.site.AttentionSite;
import graft.site.KeyValueAdapter;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.SiteId;
import graft.site.SublayerAdapter;
import graft.site.SublayerSite;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Some adapters as one: what they are at a site together, if any of them sits there. */
interface Block {
  /**
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if the block cannot hold what is there
   */
  Optional<LinearAdapter> at(LinearSite site);

  /**
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if the block cannot hold what is there
   */
  Optional<KeyValueAdapter> at(AttentionSite site);

  /**
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if the block cannot hold what is there
   */
  Optional<SublayerAdapter> at(SublayerSite site);

  /** What those children are that sit at a site. */
  static <A> List<A> present(List<Block> children, Function<Block, Optional<A>> at) {
    return children.stream().flatMap(child -> at.apply(child).stream()).toList();
  }

  /** Empty if nothing is there; otherwise refuses, as a block that takes bottlenecks only. */
  static <A> Optional<A> requireNone(List<A> present, String block, SiteId site) {
    if (present.isEmpty()) {
      return Optional.empty();
    }
    throw refused(block + " takes bottleneck adapters only, not what sits at " + site);
  }

  /** Says that a block cannot hold something, in a request's words. */
  static GraftException refused(String message) {
    return new GraftException(
        ErrorCode.INVALID_SPEC, new Fault("/setup", "unsupported_setup", message));
  }
}
