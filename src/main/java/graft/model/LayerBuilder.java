package graft.model;

import ai.djl.ndarray.NDArray;
import graft.site.AttentionSite;
import graft.site.EmbeddingSite;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.NormSite;
import graft.site.NormWeights;
import graft.site.Role;
import graft.site.Site;
import graft.site.SiteId;
import graft.site.Stack;
import graft.site.SublayerSite;
import java.util.List;
import java.util.Optional;

/**
 * Builds one layer: reads its tensors below a path and registers its sites as they are made.
 *
 * @param path of the layer, with a final dot; empty for the model as a whole
 * @param registered the sites of the model so far; grows
 */
record LayerBuilder(Weights weights, Stack stack, int layer, String path, List<Site> registered) {
  LinearSite linear(Role role, String name, long in, long out) {
    NDArray weight = weights.read(path + name + ".weight", out, in);
    NDArray bias = weights.read(path + name + ".bias", out);
    return register(new LinearSite(id(role, name), new LinearWeights(weight, bias)));
  }

  NormSite layerNorm(String name, long width, double eps) {
    NDArray weight = weights.read(path + name + ".weight", width);
    NDArray bias = weights.read(path + name + ".bias", width);
    return register(new NormSite(id(Role.NORM, name), new NormWeights(weight, bias), eps));
  }

  /** Attention whose heads are as wide together as what enters it. */
  AttentionSite attention(Role role, String name, int heads, int headSize) {
    String group = role == Role.CROSS_ATTENTION ? "cross_prefix" : "self_prefix";
    return attention(role, name, heads, headSize, (long) heads * headSize, group);
  }

  /**
   * Attention of any shape.
   *
   * @param heads of keys and values
   * @param group the published word for attention of this kind, as far as prefixes go
   */
  AttentionSite attention(
      Role role, String name, int heads, int headSize, long width, String group) {
    return register(new AttentionSite(id(role, name), heads, headSize, width, group));
  }

  /**
   * A sublayer whose norm follows the residual.
   *
   * @param attentionDropout of the base model
   */
  SublayerSite postNorm(
      Role role, String name, long width, NormSite norm, double attentionDropout) {
    return register(new SublayerSite(id(role, name), width, Optional.of(norm), attentionDropout));
  }

  EmbeddingSite embedding(long width) {
    return register(
        new EmbeddingSite(id(Role.EMBEDDING, "embeddings"), path.replaceFirst("\\.$", ""), width));
  }

  private SiteId id(Role role, String name) {
    return new SiteId(stack, layer, role, path + name);
  }

  private <S extends Site> S register(S site) {
    registered.add(site);
    return site;
  }
}
