package graft.model.family;

import graft.architecture.Architecture;
import graft.architecture.ConfigKeys;
import graft.architecture.Dimensions;
import graft.architecture.HeadKind;
import graft.architecture.LayerStack;
import graft.architecture.LmHead;
import graft.architecture.ModelConfig;
import graft.architecture.NativeHead;
import graft.architecture.Projection;
import graft.architecture.Quirk;
import graft.architecture.Role;
import graft.architecture.Stack;
import graft.model.Assembly;
import graft.model.ModelFamily;
import graft.model.Network;
import graft.model.block.Attention;
import graft.model.block.Bias;
import graft.model.block.FeedForward;
import graft.model.block.HeadNorms;
import graft.model.block.LayerBuilder;
import graft.model.block.LayerColumn;
import graft.model.block.Positional;
import graft.model.block.Projections;
import graft.model.block.Reach;
import graft.model.block.Rotary;
import graft.model.block.Sublayer;
import graft.model.block.WindowOverPrefix;
import graft.model.shape.Gemma3Shape;
import graft.site.EmbeddingSite;
import graft.site.Joint;
import graft.site.NormSite;
import graft.site.WordSite;
import graft.spec.job.HeadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Gemma 3 for texts (Gemma Team 2025): norms before and behind every sublayer and on queries and
 * keys, most layers with a window and slower positions in the others, embeddings times the root of
 * their width.
 */
public final class Gemma3 implements ModelFamily {
  private static final ConfigKeys KEYS =
      new ConfigKeys(
          Set.of(
              "model_type",
              "hidden_size",
              "num_hidden_layers",
              "num_attention_heads",
              "num_key_value_heads",
              "head_dim",
              "intermediate_size",
              "vocab_size",
              "max_position_embeddings",
              "hidden_activation",
              "rms_norm_eps",
              "attention_dropout",
              "attention_bias",
              "initializer_range",
              "pad_token_id",
              "query_pre_attn_scalar",
              "rope_theta",
              "rope_local_base_freq",
              "rope_scaling",
              "rope_parameters",
              "sliding_window",
              "sliding_window_pattern",
              // What transformers writes of it and does not read; it is in the digests of models.
              "_sliding_window_pattern",
              "layer_types",
              "tie_word_embeddings"),
          Map.of(),
          Set.of("is_decoder"),
          Map.of(
              "is_encoder_decoder",
              new ConfigKeys.Fixed(false, "there is no decoder here"),
              ConfigKeys.IS_CAUSAL,
              ConfigKeys.CAUSAL,
              "attn_logit_softcapping",
              new ConfigKeys.Fixed("null", "scores are not capped here, as in no Gemma 3"),
              "final_logit_softcapping",
              new ConfigKeys.Fixed("null", "logits are not capped here, as in no Gemma 3"),
              "use_bidirectional_attention",
              new ConfigKeys.Fixed(false, "a decoder sees nothing that follows")));

  private static final LayerStack LAYERS =
      new LayerStack(
          Stack.DECODER,
          "layers.{}.",
          List.of(
              Projection.of("self_attn.q_proj", Role.QUERY),
              Projection.of("self_attn.k_proj", Role.KEY),
              Projection.of("self_attn.v_proj", Role.VALUE),
              Projection.of("mlp.up_proj", Role.INTERMEDIATE),
              Projection.of("mlp.down_proj", Role.OUTPUT)));

  private static final Architecture ARCHITECTURE =
      new Architecture(
          "gemma3_text",
          "model.",
          "Gemma3TextAdapterModel",
          KEYS,
          List.of(LAYERS),
          List.of(
              NativeHead.withoutBias(HeadKind.SEQUENCE, "score"),
              NativeHead.of(HeadKind.TOKENS, "score")),
          Optional.of(LmHead.projection(LmHead.Task.CAUSAL, "ForCausalLM", "lm_head")),
          Optional.empty(),
          Optional.of("self_prefix"),
          HeadSpec.Pooling.LAST,
          "GemmaTokenizer",
          Decoders.TASKS,
          Set.of(Quirk.NATIVE_CLASSES_UNDO_INVERTIBLE));

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    Gemma3Shape shape = Gemma3Shape.of(config);
    return new Dimensions(shape.hidden(), shape.layers(), OptionalInt.of(shape.positions()));
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    Gemma3Shape shape = Gemma3Shape.of(assembly.config());
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.DECODER);
    WordSite words =
        whole.words(
            "embed_tokens",
            assembly.weights().read("embed_tokens.weight", shape.vocabulary(), shape.hidden()));
    EmbeddingSite embedding = whole.embedding(shape.hidden());
    Rotary near = new Rotary(shape.near());
    Rotary far = new Rotary(shape.far());
    List<LayerBuilder> builders = new ArrayList<>();
    List<Norms> norms = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      LayerBuilder at = new LayerBuilder(assembly, Stack.DECODER, i, LAYERS.layer(i));
      builders.add(at);
      norms.add(Norms.of(at, shape));
    }
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      Rotary rotary = shape.hasWindow(i) ? near : far;
      layers.add(layer(builders.get(i), shape, rotary, norms.get(i), norms.getLast()));
    }
    NormSite last = whole.rmsNormAroundOne("norm", shape.hidden(), shape.eps());
    return new RotaryDecoder(
        shape.info(),
        OptionalInt.of(shape.window()),
        words,
        OptionalDouble.of(Math.sqrt(shape.hidden())),
        embedding,
        new LayerColumn(layers),
        last,
        List.of(shape.near(), shape.far()));
  }

  /** The norms of a layer. */
  private record Norms(
      NormSite beforeAttention,
      NormSite behindAttention,
      NormSite beforeFeedForward,
      NormSite behindFeedForward) {
    static Norms of(LayerBuilder at, Gemma3Shape shape) {
      return new Norms(
          at.rmsNormAroundOne("input_layernorm", shape.hidden(), shape.eps()),
          at.rmsNormAroundOne("post_attention_layernorm", shape.hidden(), shape.eps()),
          at.rmsNormAroundOne("pre_feedforward_layernorm", shape.hidden(), shape.eps()),
          at.rmsNormAroundOne("post_feedforward_layernorm", shape.hidden(), shape.eps()));
    }
  }

  /**
   * One layer.
   *
   * @param lastNorms of the last layer, which the reference library gives to adapters of all
   */
  private static List<Sublayer> layer(
      LayerBuilder at, Gemma3Shape shape, Rotary rotary, Norms norms, Norms lastNorms) {
    int hidden = shape.hidden();
    long queries = (long) shape.heads() * shape.headSize();
    long keys = (long) shape.keyHeads() * shape.headSize();
    Bias bias = shape.bias();
    boolean isNear = shape.hasWindow(at.layer());
    Positional normed = HeadNorms.aroundOne(at, shape.headSize(), shape.eps(), rotary);
    Sublayer attending =
        new Sublayer.Attending(
            Optional.of(norms.beforeAttention),
            new Projections.Separate(
                at.linear(Role.QUERY, "self_attn.q_proj", hidden, queries, bias),
                at.linear(Role.KEY, "self_attn.k_proj", hidden, keys, bias),
                at.linear(Role.VALUE, "self_attn.v_proj", hidden, keys, bias)),
            new Attention(
                at.attention(
                    Role.SELF_ATTENTION,
                    "self_attn",
                    shape.keyHeads(),
                    shape.headSize(),
                    hidden,
                    "self_prefix"),
                shape.heads(),
                isNear ? new WindowOverPrefix(normed, shape.window()) : normed,
                shape.scale(),
                shape.attentionDropout()),
            at.linear(Role.ATTENTION_OUTPUT, "self_attn.o_proj", queries, hidden, bias),
            OptionalDouble.empty(),
            at.joined(
                Role.SELF_ATTENTION,
                "attention_adapters",
                hidden,
                new Joint.Sandwich(norms.behindAttention, lastNorms.behindAttention),
                shape.attentionDropout()),
            isNear ? Reach.SELF_NEAR : Reach.SELF);
    Sublayer feeding =
        new Sublayer.Feeding(
            Optional.of(norms.beforeFeedForward),
            new FeedForward.Gated(
                at.linear(Role.GATE, "mlp.gate_proj", hidden, shape.intermediate(), Bias.ABSENT),
                shape.activation(),
                at.linear(
                    Role.INTERMEDIATE, "mlp.up_proj", hidden, shape.intermediate(), Bias.ABSENT),
                at.linear(Role.OUTPUT, "mlp.down_proj", shape.intermediate(), hidden, Bias.ABSENT)),
            OptionalDouble.empty(),
            at.joined(
                Role.FEED_FORWARD,
                "output_adapters",
                hidden,
                new Joint.Sandwich(norms.behindFeedForward, lastNorms.behindFeedForward),
                shape.attentionDropout()));
    return List.of(attending, feeding);
  }
}
