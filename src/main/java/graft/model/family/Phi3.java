package graft.model.family;

import graft.architecture.Architecture;
import graft.architecture.ConfigKeys;
import graft.architecture.Dimensions;
import graft.architecture.HeadKind;
import graft.architecture.LayerStack;
import graft.architecture.Layout;
import graft.architecture.LmHead;
import graft.architecture.ModelConfig;
import graft.architecture.NativeHead;
import graft.architecture.Projection;
import graft.architecture.Role;
import graft.architecture.Stack;
import graft.model.Assembly;
import graft.model.ModelFamily;
import graft.model.ModelInfo;
import graft.model.Network;
import graft.model.block.Attention;
import graft.model.block.Bias;
import graft.model.block.FeedForward;
import graft.model.block.Frequencies;
import graft.model.block.LayerBuilder;
import graft.model.block.LayerColumn;
import graft.model.block.Positional;
import graft.model.block.Projections;
import graft.model.block.Reach;
import graft.model.block.Rotary;
import graft.model.block.Sublayer;
import graft.model.block.WindowOverPrefix;
import graft.model.shape.Padding;
import graft.model.shape.RotaryConfig;
import graft.model.shape.Windows;
import graft.site.EmbeddingSite;
import graft.site.NormSite;
import graft.site.WordSite;
import graft.spec.Activation;
import graft.spec.job.HeadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Phi-3 (Abdin et al. 2024), Phi-3.5 and Phi-4-mini: LLaMA's layers with query, key and value in
 * one projection, gate and up in another, and dropout on what sublayers add.
 */
public final class Phi3 implements ModelFamily {
  private static final Layout ATTENTION =
      new Layout(false, List.of(Role.QUERY, Role.KEY, Role.VALUE));
  private static final Layout FEED_FORWARD =
      new Layout(false, List.of(Role.GATE, Role.INTERMEDIATE));

  private static final ConfigKeys KEYS =
      ConfigKeys.ofDecoder(
          Set.of(
              "model_type",
              "hidden_size",
              "num_hidden_layers",
              "num_attention_heads",
              "num_key_value_heads",
              "intermediate_size",
              "vocab_size",
              "max_position_embeddings",
              "original_max_position_embeddings",
              "hidden_act",
              "rms_norm_eps",
              "attention_dropout",
              "resid_pdrop",
              "initializer_range",
              "pad_token_id",
              "rope_theta",
              "rope_scaling",
              "rope_parameters",
              "partial_rotary_factor",
              "sliding_window",
              "layer_types",
              "tie_word_embeddings"),
          Map.of(),
          // The reference has this dropout, too, and never applies it. The others are from the time
          // before it had the architecture, when files named the code that came with them.
          Set.of("embd_pdrop", "auto_map", "full_attn_mod", "interpolate_factor"));

  private static final LayerStack LAYERS =
      new LayerStack(
          Stack.DECODER,
          "layers.{}.",
          List.of(
              new Projection("self_attn.qkv_proj", ATTENTION),
              new Projection("mlp.gate_up_proj", FEED_FORWARD),
              Projection.of("mlp.down_proj", Role.OUTPUT)));

  private static final Architecture ARCHITECTURE =
      new Architecture(
          "phi3",
          "model.",
          "Phi3AdapterModel",
          KEYS,
          List.of(LAYERS),
          List.of(
              NativeHead.withoutBias(HeadKind.SEQUENCE, "score"),
              NativeHead.of(HeadKind.TOKENS, "score")),
          Optional.of(LmHead.projection(LmHead.Task.CAUSAL, "ForCausalLM", "lm_head")),
          Optional.empty(),
          Optional.of("self_prefix"),
          HeadSpec.Pooling.LAST,
          "LlamaTokenizer",
          Decoders.TASKS,
          Set.of());

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    Shape shape = Shape.of(config);
    return new Dimensions(shape.hidden, shape.layers, OptionalInt.of(shape.positions));
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    Shape shape = Shape.of(assembly.config());
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.DECODER);
    WordSite words =
        whole.words(
            "embed_tokens",
            assembly.weights().read("embed_tokens.weight", shape.vocabulary, shape.hidden));
    EmbeddingSite embedding = whole.embedding(shape.hidden);
    Rotary rotary = new Rotary(shape.frequencies);
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers; i++) {
      LayerBuilder at = new LayerBuilder(assembly, Stack.DECODER, i, LAYERS.layer(i));
      layers.add(layer(at, shape, rotary));
    }
    NormSite last = whole.rmsNorm("norm", shape.hidden, shape.eps);
    return new RotaryDecoder(
        shape.info(),
        shape.window,
        words,
        OptionalDouble.empty(),
        embedding,
        new LayerColumn(layers),
        last,
        List.of(shape.frequencies));
  }

  private static List<Sublayer> layer(LayerBuilder at, Shape shape, Rotary rotary) {
    int hidden = shape.hidden;
    long queries = (long) shape.heads * shape.headSize();
    long keys = (long) shape.keyHeads * shape.headSize();
    OptionalDouble dropout = OptionalDouble.of(shape.residualDropout);
    boolean isNear = shape.windowed.get(at.layer());
    Positional positional =
        isNear ? new WindowOverPrefix(rotary, shape.window.orElseThrow()) : rotary;
    Sublayer attending =
        new Sublayer.Attending(
            Optional.of(at.rmsNorm("input_layernorm", hidden, shape.eps)),
            new Projections.Fused(
                at.linear(
                    ATTENTION,
                    "self_attn.qkv_proj",
                    hidden,
                    List.of(queries, keys, keys),
                    Bias.ABSENT),
                queries,
                keys),
            new Attention(
                at.attention(
                    Role.SELF_ATTENTION,
                    "self_attn",
                    shape.keyHeads,
                    shape.headSize(),
                    hidden,
                    "self_prefix"),
                shape.heads,
                positional,
                1 / Math.sqrt(shape.headSize()),
                shape.attentionDropout),
            at.linear(Role.ATTENTION_OUTPUT, "self_attn.o_proj", queries, hidden, Bias.ABSENT),
            dropout,
            at.preNorm(Role.SELF_ATTENTION, "attention_adapters", hidden, shape.attentionDropout),
            isNear ? Reach.SELF_NEAR : Reach.SELF);
    Sublayer feeding =
        new Sublayer.Feeding(
            Optional.of(at.rmsNorm("post_attention_layernorm", hidden, shape.eps)),
            new FeedForward.GatedInOne(
                at.linear(
                    FEED_FORWARD, "mlp.gate_up_proj", hidden, 2L * shape.intermediate, Bias.ABSENT),
                shape.intermediate,
                shape.activation,
                OptionalDouble.empty(),
                at.linear(Role.OUTPUT, "mlp.down_proj", shape.intermediate, hidden, Bias.ABSENT)),
            dropout,
            at.preNorm(Role.FEED_FORWARD, "output_adapters", hidden, shape.attentionDropout));
    return List.of(attending, feeding);
  }

  private record Shape(
      int hidden,
      int layers,
      int heads,
      int keyHeads,
      int intermediate,
      int vocabulary,
      int positions,
      Activation activation,
      double eps,
      double attentionDropout,
      double residualDropout,
      double headDropout,
      double initializerRange,
      long padTokenId,
      Frequencies frequencies,
      OptionalInt window,
      List<Boolean> windowed,
      boolean tiesEmbeddings) {
    Shape {
      windowed = List.copyOf(windowed);
    }

    static Shape of(ModelConfig config) {
      int hidden = config.size("hidden_size", 3072);
      int layers = config.size("num_hidden_layers", 32);
      int heads = config.size("num_attention_heads", 32);
      int keyHeads = config.size("num_key_value_heads", heads);
      config.requireMultiple("hidden_size", hidden, "num_attention_heads", heads);
      config.requireMultiple("num_attention_heads", heads, "num_key_value_heads", keyHeads);
      int positions = config.size("max_position_embeddings", 4096);
      OptionalInt window = Windows.size(config, OptionalInt.empty(), false);
      return new Shape(
          hidden,
          layers,
          heads,
          keyHeads,
          config.size("intermediate_size", 8192),
          config.size("vocab_size", 32_064),
          positions,
          config.activation("hidden_act", "silu"),
          config.positive("rms_norm_eps", 1e-5),
          config.probability("attention_dropout", 0),
          config.probability("resid_pdrop", 0),
          config.probability("classifier_dropout", 0.1),
          config.positive("initializer_range", 0.02),
          Padding.orNone(config),
          RotaryConfig.ofPhi3(config, hidden / heads, positions),
          window,
          Windows.alike(config, layers, window),
          config.flag("tie_word_embeddings", false));
    }

    int headSize() {
      return hidden / heads;
    }

    ModelInfo info() {
      return new ModelInfo(
          hidden,
          layers,
          positions,
          0,
          tiesEmbeddings,
          ModelInfo.HEAD_NORM_EPS,
          headDropout,
          initializerRange,
          padTokenId);
    }
  }
}
