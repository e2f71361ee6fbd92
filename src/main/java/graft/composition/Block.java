package graft.composition;

import graft.site.AttentionSite;
import graft.site.KeyValueAdapter;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.NormAdapter;
import graft.site.NormSite;
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
  /** Where the request has it: {@code /setup/stack/0}. */
  String pointer();

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

  /**
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if the block cannot hold what is there
   */
  Optional<NormAdapter> at(NormSite site);

  /** What those children are that sit at a site. */
  static <A> List<A> present(List<Block> children, Function<Block, Optional<A>> at) {
    return children.stream().flatMap(child -> at.apply(child).stream()).toList();
  }

  /**
   * Empty if nothing is there; otherwise refuses the first child that is.
   *
   * @param reason what it is that the block does not hold
   */
  static <A> Optional<A> requireNone(
      List<Block> children, Function<Block, Optional<A>> at, String reason) {
    children.stream()
        .filter(child -> at.apply(child).isPresent())
        .findFirst()
        .ifPresent(child -> {
          throw child.refused(reason);
        });
    return Optional.empty();
  }

  /** Refuses what stands here, in a request's words. */
  default GraftException refused(String message) {
    return new GraftException(
        ErrorCode.INVALID_SPEC, new Fault(pointer(), "unsupported_setup", message));
  }
}
