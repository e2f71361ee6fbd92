package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.adapter.layer.Modules;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.spec.Check;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Init;
import graft.tensor.Ops;
import graft.tensor.Scope;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Weight-decomposed low-rank adaptation (Liu et al. 2024) as AdapterHub computes it: {@code y = (m
 * / ‖W + M‖) ⊙ (W x + b + scale · M x)} with the low-rank product M. Against the paper and {@link
 * Dora}, lengths are of the sum without the scale and have gradients, and the bias is rescaled too
 * (T1). The library's merge forgets the bias; this one does not (T2).
 *
 * @param magnitude m: (out, 1)
 */
public record HubDora(LinearSite site, Supplier<LowRank> factors, NDArray magnitude)
    implements Mergeable {
  /** With magnitudes that start as the lengths of the weight's rows. */
  public static HubDora create(LinearSite site, Modules modules, Supplier<LowRank> factors) {
    Check check = new Check();
    check.that(
        !site.layout().isFused() && !site.layout().isTransposed(),
        "use_dora",
        "must be false at %s, whose file holds it transposed or beside others: the library has no DoRA there; peft_lora has"
            .formatted(site.id()));
    check.done();
    Init lengths =
        new Init.Known(() ->
            Gradients.off(() -> {
              try (Scope scope = new Scope()) {
                return HostMemory.floats(Ops.rowNorms(Ops.toFloat(site.weights().weight())));
              }
            }));
    NDArray magnitude = modules.create(site.id(), "m.weight", lengths, site.out(), 1);
    return new HubDora(site, factors, magnitude);
  }

  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    LowRank term = factors.get();
    NDArray sum = Ops.add(base.apply(x), term.of(term.input(x, pass)));
    return Ops.mul(sum, factor(site.current(pass).weight(), term));
  }

  /** {@code m / ‖W + M‖}: (out). */
  private NDArray factor(NDArray weight, LowRank term) {
    NDArray lengths = Ops.rowNorms(Ops.add(Ops.toFloat(weight), term.product()));
    return Ops.div(magnitude.reshape(new Shape(-1)), lengths);
  }

  @Override
  public LinearWeights merge(LinearWeights base) {
    LowRank term = factors.get();
    NDArray factor = factor(base.weight(), term);
    NDArray weight = Ops.add(base.weight(), term.delta());
    return new LinearWeights(
        Ops.mul(weight, factor.reshape(new Shape(-1, 1))),
        base.bias() == null ? null : Ops.mul(base.bias(), factor));
  }
}
