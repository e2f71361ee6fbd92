package graft.adapter;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.site.LinearSite;
import graft.site.Sites;
import graft.spec.adapter.PeftLoraConfig;
import graft.tensor.Init;
import java.util.List;

/**
 * LoRA (Hu et al. 2021) at the linear layers that PEFT's rules choose: {@code y = W x + b + s B A
 * x}, with a rank r and a scale s = alpha / r, or alpha / √r, for each of them.
 */
record PeftLora(PeftLoraConfig config) implements LinearMethod {
  @Override
  public List<LinearSite> places(Sites sites) {
    return sites.linear().stream()
        .filter(site -> config.adapts(site.id().modulePath(), site.id().layer()))
        .toList();
  }

  @Override
  public LowRank module(LinearSite site, Modules modules) {
    String path = site.id().modulePath();
    int r = config.rank(path);
    NDArray a = modules.create(site.id(), "lora_A", Init.linear(site.in()), r, site.in());
    NDArray b = modules.create(site.id(), "lora_B", Init.ZEROS, site.out(), r);
    return new LowRank(site.id(), a, b, config.scale(path), config.loraDropout());
  }
}
