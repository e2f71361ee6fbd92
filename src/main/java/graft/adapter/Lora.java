package graft.adapter;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Gate;
import graft.adapter.layer.Modules;
import graft.adapter.linear.FusedLowRank;
import graft.adapter.linear.FusedParts;
import graft.adapter.linear.HubDora;
import graft.adapter.linear.LowRank;
import graft.adapter.place.LoraSites;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.spec.adapter.LoraConfig;
import graft.tensor.Init;
import graft.tensor.Ops;
import java.util.function.UnaryOperator;

/**
 * LoRA (Hu et al. 2021): {@code y = W x + b + (alpha / r) B A x}, with A of shape (r, in) and B of
 * shape (out, r). With {@code use_gating} a learned gate takes the place of {@code alpha / r}
 * (D12). With {@code use_dora} {@link HubDora} stands around it. Files from before the reference
 * scaled are read with alpha = r (D11).
 */
record Lora(LoraConfig config) implements LoraMethod {
  @Override
  public LoraConfig lora() {
    return config;
  }

  private LoraInits inits() {
    return new LoraInits(config.initWeights());
  }

  @Override
  public LinearAdapter module(LinearSite site, Modules modules) {
    if (site.layout().isFused() && !config.useDora()) {
      return fused(site, FusedParts.of(site, LoraSites.roles(config)), modules);
    }
    NDArray a = modules.create(site.id(), "lora_A", inits().a(site.in()), config.r(), site.in());
    NDArray b = modules.create(site.id(), "lora_B", inits().b(config.r()), site.out(), config.r());
    LowRank lowRank = new LowRank(site.id(), a, b, config.scale(), config.dropout());
    if (config.useDora()) {
      return HubDora.create(site, modules, () -> lowRank);
    }
    return config.useGating() ? new Gated(lowRank, gate(site, 1, modules)) : lowRank;
  }

  private LinearAdapter fused(LinearSite site, FusedParts parts, Modules modules) {
    long ranks = (long) parts.count() * config.r();
    NDArray a = modules.create(site.id(), "lora_A", inits().a(site.in()), ranks, site.in());
    NDArray b =
        modules.create(site.id(), "lora_B", inits().b(config.r()), parts.width(), config.r());
    FusedLowRank lowRank =
        new FusedLowRank(site.id(), parts, a, b, config.scale(), config.dropout());
    return config.useGating()
        ? new FusedLowRank.Gated(lowRank, gate(site, parts.count(), modules))
        : lowRank;
  }

  private static Gate gate(LinearSite site, int gates, Modules modules) {
    return Gate.create(modules, site.id(), gates, site.in(), Init.linear(site.in()));
  }

  /** A module whose scale is a gate; it depends on the input, so it does not merge. */
  record Gated(LowRank lowRank, Gate gate) implements LinearAdapter {
    @Override
    public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
      return Ops.add(base.apply(x), Ops.mul(lowRank.product(lowRank.input(x, pass)), gate.of(x)));
    }
  }
}
