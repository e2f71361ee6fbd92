package graft.composition;

import ai.djl.ndarray.NDArray;
import graft.site.AttentionSite;
import graft.site.KeyValueAdapter;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.NormAdapter;
import graft.site.NormSite;
import graft.site.Pass;
import graft.site.SublayerAdapter;
import graft.site.SublayerSite;
import graft.tensor.Ops;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The mean of what each adapter makes: {@code Σ w_j h_j} with weights that add up to 1. A child
 * that does not sit at a site counts as the base model there. The reference library divides by the
 * number of children once more (D14), so that two equal adapters do not average to one of them.
 *
 * @param weights of the children, which add up to 1
 */
record Averaged(String pointer, List<Block> children, List<Double> weights) implements Block {
  static Averaged of(String pointer, List<Block> children, List<Double> weights) {
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    return new Averaged(pointer, children, weights.stream().map(weight -> weight / sum).toList());
  }

  @Override
  public Optional<LinearAdapter> at(LinearSite site) {
    List<Optional<LinearAdapter>> all = children.stream().map(child -> child.at(site)).toList();
    if (all.stream().allMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return Optional.of((x, base, pass) ->
        mean(
            all,
            adapter ->
                adapter.map(its -> its.forward(x, base, pass)).orElseGet(() -> base.apply(x))));
  }

  @Override
  public Optional<KeyValueAdapter> at(AttentionSite site) {
    return Block.requireNone(
        children,
        child -> child.at(site),
        "average does not apply to prefixes, as at " + site.id());
  }

  @Override
  public Optional<SublayerAdapter> at(SublayerSite site) {
    return OnePart.of(this, children, site).map(parts -> new Sublayer(this, parts));
  }

  @Override
  public Optional<NormAdapter> at(NormSite site) {
    return Block.requireNone(
        children,
        child -> child.at(site),
        "average does not apply to biases of norms, as at " + site.id());
  }

  private <A> NDArray mean(List<A> all, Function<A, NDArray> output) {
    NDArray sum = null;
    for (int i = 0; i < all.size(); i++) {
      NDArray share = Ops.scale(output.apply(all.get(i)), weights.get(i));
      sum = sum == null ? share : Ops.add(sum, share);
    }
    return Objects.requireNonNull(sum);
  }

  record Sublayer(Averaged block, List<OnePart> parts) implements SublayerAdapter {
    @Override
    public NDArray adapt(NDArray output, NDArray residual, UnaryOperator<NDArray> norm, Pass pass) {
      return block.mean(parts, part -> part.adapt(output, residual, norm, pass));
    }

    @Override
    public boolean endsWithNorm() {
      return parts.getFirst().endsWithNorm();
    }
  }
}
