package graft.composition;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import graft.site.SublayerAdapter;
import graft.site.SublayerSite;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A child of a block at a sublayer; without an adapter there, the base model's output. */
record OnePart(Optional<SublayerAdapter> adapter) {
  /**
   * One part for each child; empty if none of them sits there.
   *
   * @throws graft.spec.GraftException if they do not end alike
   */
  static Optional<List<OnePart>> of(Block block, List<Block> children, SublayerSite site) {
    List<OnePart> parts = children.stream().map(child -> new OnePart(child.at(site))).toList();
    if (parts.stream().allMatch(part -> part.adapter().isEmpty())) {
      return Optional.empty();
    }
    if (parts.stream().map(OnePart::endsWithNorm).distinct().count() > 1) {
      throw block.refused(
          "adapters in one block must agree on original_ln_after, which they do not at "
              + site.id());
    }
    return Optional.of(parts);
  }

  NDArray adapt(NDArray output, NDArray residual, UnaryOperator<NDArray> norm, Pass pass) {
    return adapter.map(its -> its.adapt(output, residual, norm, pass)).orElse(output);
  }

  boolean endsWithNorm() {
    return adapter.map(SublayerAdapter::endsWithNorm).orElse(true);
  }
}
