package graft.adapter;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.Mergeable;
import graft.site.Pass;
import graft.site.Sites;
import graft.spec.adapter.PeftLoraConfig;
import graft.tensor.Init;
import graft.tensor.Ops;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * LoRA (Hu et al. 2021) at the linear layers that PEFT's rules choose: {@code y = W x + b + s B A
 * x}, with a rank r and a scale s = alpha / r, or alpha / √r, for each of them. With {@code bias}
 * lora_only a trained b takes the place of the base model's.
 */
record PeftLora(PeftLoraConfig config) implements LinearMethod {
  @Override
  public List<LinearSite> places(Sites sites) {
    return sites.linear().stream()
        .filter(site -> config.adapts(site.id().modulePath(), site.id().layer()))
        .toList();
  }

  @Override
  public Mergeable module(LinearSite site, Modules modules) {
    String path = site.id().modulePath();
    int r = config.rank(path);
    NDArray a = modules.create(site.id(), "lora_A", Init.linear(site.in()), r, site.in());
    NDArray b = modules.create(site.id(), "lora_B", Init.ZEROS, site.out(), r);
    LowRank lowRank = new LowRank(site.id(), a, b, config.scale(path), config.loraDropout());
    NDArray frozen = site.weights().bias();
    return frozen == null || config.bias() == PeftLoraConfig.Bias.NONE
        ? lowRank
        : new Biased(lowRank, modules.copy(site.id(), "bias", frozen), frozen);
  }

  /** A module whose projection has another bias; both are (out). */
  record Biased(LowRank lowRank, NDArray bias, NDArray frozen) implements Mergeable {
    @Override
    public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
      return Ops.add(lowRank.forward(x, base, pass), Ops.sub(bias, frozen));
    }

    @Override
    public LinearWeights merge(LinearWeights base) {
      return new LinearWeights(lowRank.merge(base).weight(), Ops.castLike(bias, frozen));
    }
  }
}
