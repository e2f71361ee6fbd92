package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.architecture.Layout;
import graft.architecture.Role;
import graft.architecture.Stack;
import graft.model.Assembly;
import graft.site.AttentionSite;
import graft.site.EmbeddingSite;
import graft.site.Joint;
import graft.site.LayerSite;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.NormSite;
import graft.site.NormWeights;
import graft.site.SiteId;
import graft.site.SublayerSite;
import graft.site.WordSite;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds one layer: reads its tensors below a path and registers its sites as they are made.
 *
 * @param path of the layer, with a final dot; empty for the model as a whole
 */
public record LayerBuilder(Assembly model, Stack stack, int layer, String path) {
  /** The parts of a model that belong to no layer. */
  public static LayerBuilder whole(Assembly model, Stack stack) {
    return new LayerBuilder(model, stack, -1, "");
  }

  public LinearSite linear(Role role, String name, long in, long out) {
    return linear(role, name, in, out, Bias.PRESENT);
  }

  public LinearSite linear(Role role, String name, long in, long out, Bias bias) {
    return linear(new Layout(false, List.of(role)), name, in, out, bias);
  }

  /** A projection whose file may hold it otherwise than as (out, in). */
  public LinearSite linear(Layout layout, String name, long in, long out, Bias bias) {
    long each = out / layout.parts().size();
    return linear(layout, name, in, Collections.nCopies(layout.parts().size(), each), bias);
  }

  /**
   * Several projections in one.
   *
   * @param widths of their outputs
   */
  public LinearSite linear(Layout layout, String name, long in, List<Long> widths, Bias bias) {
    long out = widths.stream().mapToLong(Long::longValue).sum();
    NDArray weight =
        layout.isTransposed()
            ? model.weights().readTransposed(path + name + ".weight", in, out)
            : model.weights().read(path + name + ".weight", out, in);
    LinearWeights weights = new LinearWeights(weight, bias(name, out, bias));
    SiteId id = id(layout.parts().getFirst(), name);
    return model.register(new LinearSite(id, weights, layout, widths));
  }

  private @Nullable NDArray bias(String name, long out, Bias bias) {
    if (!bias.isPresent()) {
      return null;
    }
    String tensor = path + name + ".bias";
    if (bias.key().isPresent() && !model.weights().has(tensor)) {
      throw model
          .config()
          .refusal("%s is true, but no file has %s".formatted(bias.key().get(), tensor));
    }
    return model.weights().read(tensor, out);
  }

  public NormSite layerNorm(String name, long width, double eps) {
    NDArray weight = model.weights().read(path + name + ".weight", width);
    NDArray bias = model.weights().read(path + name + ".bias", width);
    return norm(name, new NormWeights(weight, bias), new NormSite.Kind.Layer(eps));
  }

  /** A layer norm that only scales. */
  public NormSite layerNormWithoutBias(String name, long width, double eps) {
    NDArray weight = model.weights().read(path + name + ".weight", width);
    return norm(name, new NormWeights(weight, null), new NormSite.Kind.Layer(eps));
  }

  /** A root-mean-square norm (Zhang and Sennrich 2019). */
  public NormSite rmsNorm(String name, long width, double eps) {
    NDArray weight = model.weights().read(path + name + ".weight", width);
    return norm(name, new NormWeights(weight, null), new NormSite.Kind.RootMeanSquare(eps));
  }

  /** A root-mean-square norm whose file holds how far its weight is from one. */
  public NormSite rmsNormAroundOne(String name, long width, double eps) {
    NDArray weight = model.weights().read(path + name + ".weight", width);
    return norm(name, new NormWeights(weight, null), new NormSite.Kind.AroundOne(eps));
  }

  private NormSite norm(String name, NormWeights weights, NormSite.Kind kind) {
    return model.register(new NormSite(id(Role.NORM, name), weights, kind));
  }

  /** Attention whose heads are as wide together as what enters it. */
  public AttentionSite attention(Role role, String name, int heads, int headSize) {
    String group = role == Role.CROSS_ATTENTION ? "cross_prefix" : "self_prefix";
    return attention(role, name, heads, headSize, (long) heads * headSize, group);
  }

  /**
   * Attention of any shape.
   *
   * @param heads of keys and values
   * @param group the published word for attention of this kind, as far as prefixes go
   */
  public AttentionSite attention(
      Role role, String name, int heads, int headSize, long width, String group) {
    return model.register(new AttentionSite(id(role, name), heads, headSize, width, group));
  }

  /**
   * A sublayer whose norm follows the residual.
   *
   * @param attentionDropout of the base model
   */
  public SublayerSite postNorm(
      Role role, String name, long width, NormSite norm, double attentionDropout) {
    return joined(role, name, width, new Joint.PostNorm(norm), attentionDropout);
  }

  /** A sublayer whose norm comes before it. */
  public SublayerSite preNorm(Role role, String name, long width, double attentionDropout) {
    return joined(role, name, width, new Joint.PreNorm(), attentionDropout);
  }

  /** A sublayer of any kind. */
  public SublayerSite joined(
      Role role, String name, long width, Joint joint, double attentionDropout) {
    SiteId id = id(role, name);
    Optional<LayerSite> end =
        role == Role.FEED_FORWARD ? Optional.of(end(width)) : Optional.empty();
    return model.register(new SublayerSite(id, width, joint, attentionDropout, end));
  }

  /** Every layer ends with its feed-forward block. */
  private LayerSite end(long width) {
    SiteId id = new SiteId(stack, layer, Role.LAYER, path.replaceFirst("\\.$", ""));
    return model.register(new LayerSite(id, width));
  }

  /** The table of the tokens' vectors, (V, E). */
  public WordSite words(String name, NDArray table) {
    return model.register(new WordSite(id(Role.EMBEDDING, name), table));
  }

  public EmbeddingSite embedding(long width) {
    return model.register(
        new EmbeddingSite(id(Role.EMBEDDING, "embeddings"), path.replaceFirst("\\.$", ""), width));
  }

  private SiteId id(Role role, String name) {
    return new SiteId(stack, layer, role, path + name);
  }
}
