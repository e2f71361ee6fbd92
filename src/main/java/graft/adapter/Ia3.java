package graft.adapter;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Gate;
import graft.adapter.layer.Modules;
import graft.adapter.linear.FusedParts;
import graft.adapter.linear.FusedRescaling;
import graft.adapter.linear.Ia3Module;
import graft.adapter.place.LoraSites;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.spec.adapter.LoraConfig;
import graft.tensor.Init;
import graft.tensor.Ops;
import java.util.function.UnaryOperator;

/**
 * (IA)^3 (Liu et al. 2022): {@code y = (W x + b) ⊙ (alpha · l)}, with l of shape (out, 1). The
 * output of the first feed-forward matrix is scaled before the activation, as the reference's code
 * does and its documentation does not say (D1). Merging scales the bias too (D2).
 */
record Ia3(LoraConfig config) implements LoraMethod {
  @Override
  public LoraConfig lora() {
    return config;
  }

  @Override
  public LinearAdapter module(LinearSite site, Modules modules) {
    if (site.layout().isFused()) {
      return fused(site, FusedParts.of(site, LoraSites.roles(config)), modules);
    }
    NDArray l = modules.create(site.id(), "lora_B", init(), site.out(), 1);
    Ia3Module rescaling = new Ia3Module(l, config.alpha().value());
    return config.useGating() ? new Gated(rescaling, gate(site, 1, modules)) : rescaling;
  }

  private LinearAdapter fused(LinearSite site, FusedParts parts, Modules modules) {
    NDArray l = modules.create(site.id(), "lora_B", init(), parts.width(), 1);
    FusedRescaling rescaling = new FusedRescaling(parts, l, config.alpha().value());
    return config.useGating()
        ? new FusedRescaling.Gated(rescaling, gate(site, parts.count(), modules))
        : rescaling;
  }

  private static Gate gate(LinearSite site, int gates, Modules modules) {
    return Gate.create(modules, site.id(), gates, site.in(), Init.linear(site.in()));
  }

  private Init init() {
    return switch (config.initWeights()) {
      case IA3 -> Init.ONES;
      case BERT -> new Init.Normal(0.02);
      case LORA, VERA -> Init.ZEROS;
    };
  }

  /** A module with a gate in place of alpha; it depends on the input, so it does not merge. */
  record Gated(Ia3Module rescaling, Gate gate) implements LinearAdapter {
    @Override
    public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
      return Ops.mul(base.apply(x), Ops.mul(gate.of(x), rescaling.row()));
    }
  }
}
