package graft.model.family;

import ai.djl.ndarray.NDArray;
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
import graft.model.Encoded;
import graft.model.Inputs;
import graft.model.ModelFamily;
import graft.model.ModelInfo;
import graft.model.Network;
import graft.model.TextNetwork;
import graft.model.block.Attention;
import graft.model.block.Bias;
import graft.model.block.FeedForward;
import graft.model.block.LayerBuilder;
import graft.model.block.LayerColumn;
import graft.model.block.Positional;
import graft.model.block.Projections;
import graft.model.block.Reach;
import graft.model.block.Sublayer;
import graft.model.block.Surroundings;
import graft.model.block.Visibility;
import graft.model.shape.Padding;
import graft.site.EmbeddingSite;
import graft.site.NormSite;
import graft.site.Pass;
import graft.site.WordSite;
import graft.spec.Activation;
import graft.spec.job.HeadSpec;
import graft.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * GPT-2 (Radford et al. 2019): learned positions, pre-norm layers, query, key and value in one
 * projection, weights stored as (in, out).
 */
public final class Gpt2 implements ModelFamily {
  private static final Layout FUSED = new Layout(true, List.of(Role.QUERY, Role.KEY, Role.VALUE));

  private static final ConfigKeys KEYS =
      ConfigKeys.ofDecoder(
          Set.of(
              "model_type",
              "n_embd",
              "n_layer",
              "n_head",
              "n_inner",
              "n_positions",
              "vocab_size",
              "activation_function",
              "layer_norm_epsilon",
              "embd_pdrop",
              "attn_pdrop",
              "resid_pdrop",
              "classifier_dropout",
              "initializer_range",
              "pad_token_id",
              "scale_attn_weights",
              "scale_attn_by_inverse_layer_idx",
              "tie_word_embeddings"),
          Map.of(
              "hidden_size", "n_embd",
              "n_ctx", "n_positions",
              "max_position_embeddings", "n_positions",
              "num_attention_heads", "n_head",
              "num_hidden_layers", "n_layer"),
          // The order of two roundings in half precision.
          Set.of("reorder_and_upcast_attn"));

  private static final LayerStack LAYERS =
      new LayerStack(
          Stack.DECODER,
          "h.{}.",
          List.of(
              new Projection("attn.c_attn", FUSED),
              new Projection("mlp.c_fc", transposed(Role.INTERMEDIATE)),
              new Projection("mlp.c_proj", transposed(Role.OUTPUT))));

  private static final Architecture ARCHITECTURE =
      new Architecture(
          "gpt2",
          "transformer.",
          "GPT2AdapterModel",
          KEYS,
          List.of(LAYERS),
          List.of(
              NativeHead.withoutBias(HeadKind.SEQUENCE, "score"),
              NativeHead.of(HeadKind.TOKENS, "classifier"),
              NativeHead.of(HeadKind.SPAN, "qa_outputs")),
          Optional.of(LmHead.projection(LmHead.Task.CAUSAL, "LMHeadModel", "lm_head")),
          Optional.of("self_prefix"),
          HeadSpec.Pooling.LAST,
          "GPT2Tokenizer",
          Decoders.TASKS,
          Set.of());

  private static Layout transposed(Role role) {
    return new Layout(true, List.of(role));
  }

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
        whole.words("wte", assembly.weights().read("wte.weight", shape.vocabulary, shape.hidden));
    NDArray positions = assembly.weights().read("wpe.weight", shape.positions, shape.hidden);
    EmbeddingSite embedding = whole.embedding(shape.hidden);
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers; i++) {
      layers.add(layer(new LayerBuilder(assembly, Stack.DECODER, i, LAYERS.layer(i)), shape));
    }
    NormSite last = whole.layerNorm("ln_f", shape.hidden, shape.eps);
    return new Model(shape, words, positions, embedding, new LayerColumn(layers), last);
  }

  private static List<Sublayer> layer(LayerBuilder at, Shape shape) {
    int hidden = shape.hidden;
    OptionalDouble dropout = OptionalDouble.of(shape.residualDropout);
    Sublayer attending =
        new Sublayer.Attending(
            Optional.of(at.layerNorm("ln_1", hidden, shape.eps)),
            new Projections.Fused(
                at.linear(FUSED, "attn.c_attn", hidden, 3L * hidden, Bias.PRESENT), hidden, hidden),
            new Attention(
                at.attention(Role.SELF_ATTENTION, "attn", shape.heads, hidden / shape.heads),
                shape.heads,
                Positional.NONE,
                shape.scale(at.layer()),
                shape.attentionDropout),
            at.linear(
                transposed(Role.ATTENTION_OUTPUT), "attn.c_proj", hidden, hidden, Bias.PRESENT),
            dropout,
            at.preNorm(Role.SELF_ATTENTION, "attention_adapters", hidden, shape.attentionDropout),
            Reach.SELF);
    Sublayer feeding =
        new Sublayer.Feeding(
            Optional.of(at.layerNorm("ln_2", hidden, shape.eps)),
            new FeedForward.Plain(
                at.linear(
                    transposed(Role.INTERMEDIATE),
                    "mlp.c_fc",
                    hidden,
                    shape.intermediate,
                    Bias.PRESENT),
                shape.activation,
                at.linear(
                    transposed(Role.OUTPUT),
                    "mlp.c_proj",
                    shape.intermediate,
                    hidden,
                    Bias.PRESENT)),
            dropout,
            at.preNorm(Role.FEED_FORWARD, "output_adapters", hidden, shape.attentionDropout));
    return List.of(attending, feeding);
  }

  private record Shape(
      int hidden,
      int layers,
      int heads,
      int intermediate,
      int vocabulary,
      int positions,
      Activation activation,
      double eps,
      double embeddingDropout,
      double attentionDropout,
      double residualDropout,
      double headDropout,
      double initializerRange,
      long padTokenId,
      boolean tiesEmbeddings,
      boolean scales,
      boolean scalesByLayer) {
    static Shape of(ModelConfig config) {
      int hidden = config.size("n_embd", 768);
      double residual = config.probability("resid_pdrop", 0.1);
      Shape shape =
          new Shape(
              hidden,
              config.size("n_layer", 12),
              config.size("n_head", 12),
              config.size("n_inner", 4 * hidden),
              config.size("vocab_size", 50257),
              config.size("n_positions", 1024),
              config.activation("activation_function", "gelu_new"),
              config.positive("layer_norm_epsilon", 1e-5),
              config.probability("embd_pdrop", 0.1),
              config.probability("attn_pdrop", 0.1),
              residual,
              config.probability("classifier_dropout", residual),
              config.positive("initializer_range", 0.02),
              Padding.orNone(config),
              config.flag("tie_word_embeddings", true),
              config.flag("scale_attn_weights", true),
              config.flag("scale_attn_by_inverse_layer_idx", false));
      config.requireMultiple("n_embd", shape.hidden, "n_head", shape.heads);
      return shape;
    }

    /** Of the scores in a layer. */
    double scale(int layer) {
      double scale = scales ? 1 / Math.sqrt((double) hidden / heads) : 1;
      return scalesByLayer ? scale / (layer + 1) : scale;
    }
  }

  private record Model(
      Shape shape,
      WordSite words,
      NDArray positions,
      EmbeddingSite embedding,
      LayerColumn layers,
      NormSite last)
      implements TextNetwork {
    @Override
    public ModelInfo info() {
      return new ModelInfo(
          shape.hidden,
          shape.layers,
          shape.positions,
          0,
          shape.tiesEmbeddings,
          ModelInfo.HEAD_NORM_EPS,
          shape.headDropout,
          shape.initializerRange,
          shape.padTokenId);
    }

    @Override
    public boolean packs() {
      return true;
    }

    @Override
    public NDArray tokenEmbedding() {
      return words.words();
    }

    @Override
    public Encoded forward(Inputs.Text inputs, Pass pass) {
      NDArray hidden = embedded(inputs.inputIds(), pass);
      NDArray mask = Visibility.CAUSAL.mask(inputs.attentionMask(), inputs.packed(), hidden);
      List<NDArray> states = layers.forward(hidden, Surroundings.of(mask), pass);
      return Encoded.normed(states, last, pass);
    }

    @Override
    public Encoded next(NDArray ids, Pass pass) {
      NDArray hidden = embedded(ids, pass);
      return Encoded.normed(layers.forward(hidden, Surroundings.KEPT, pass), last, pass);
    }

    private NDArray embedded(NDArray ids, Pass pass) {
      return embedding.forward(pass.part(() -> embed(ids, pass)), pass);
    }

    private NDArray embed(NDArray ids, Pass pass) {
      NDArray places = Places.of(ids, pass);
      NDArray sum = Ops.add(words.look(ids, pass), Ops.embedding(positions, places));
      return pass.dropout(sum, shape.embeddingDropout, "embeddings");
    }
  }
}
