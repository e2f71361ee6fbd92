package graft.model.family;

import ai.djl.ndarray.NDArray;
import graft.architecture.Architecture;
import graft.architecture.ConfigKeys;
import graft.architecture.Dimensions;
import graft.architecture.HeadKind;
import graft.architecture.LayerStack;
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
import graft.model.block.FeedForward;
import graft.model.block.LayerBuilder;
import graft.model.block.LayerColumn;
import graft.model.block.Positional;
import graft.model.block.Projections;
import graft.model.block.Reach;
import graft.model.block.RelativeBias;
import graft.model.block.Sublayer;
import graft.model.block.Surroundings;
import graft.model.block.Visibility;
import graft.model.shape.BertShape;
import graft.site.EmbeddingSite;
import graft.site.LinearSite;
import graft.site.Pass;
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
 * MPNet (Song et al. 2020): BERT's layers without token types, positions counted from padding on,
 * and a bias for the distance of two tokens that all layers share.
 */
public final class MpNet implements ModelFamily {
  /** What the reference computes with, whatever a configuration says. */
  private static final int BUCKETS = 32;

  private static final int FARTHEST = 128;

  private static final ConfigKeys KEYS =
      new ConfigKeys(
          Set.of(
              "model_type",
              "hidden_size",
              "num_hidden_layers",
              "num_attention_heads",
              "intermediate_size",
              "vocab_size",
              "max_position_embeddings",
              "hidden_act",
              "layer_norm_eps",
              "hidden_dropout_prob",
              "attention_probs_dropout_prob",
              "classifier_dropout",
              "initializer_range",
              "pad_token_id",
              "tie_word_embeddings"),
          Map.of(),
          Set.of(),
          ConfigKeys.encoderAnd(
              Map.of(
                  "relative_attention_num_buckets",
                  new ConfigKeys.Fixed(BUCKETS, "the distances fall into as many buckets"),
                  "type_vocab_size",
                  new ConfigKeys.Fixed(1, "there are no token types"))));

  private static final LayerStack LAYERS =
      new LayerStack(
          Stack.ENCODER,
          "encoder.layer.{}.",
          List.of(
              Projection.of("attention.attn.q", Role.QUERY),
              Projection.of("attention.attn.k", Role.KEY),
              Projection.of("attention.attn.v", Role.VALUE),
              Projection.of("intermediate.dense", Role.INTERMEDIATE),
              Projection.of("output.dense", Role.OUTPUT)));

  private static final Architecture ARCHITECTURE =
      new Architecture(
          "mpnet",
          "mpnet.",
          "MPNetAdapterModel",
          KEYS,
          List.of(LAYERS),
          List.of(
              NativeHead.of(HeadKind.SEQUENCE, "tanh", "classifier.dense", "classifier.out_proj"),
              NativeHead.behindPooler(HeadKind.CHOICE, "classifier"),
              NativeHead.of(HeadKind.TOKENS, "classifier"),
              NativeHead.of(HeadKind.SPAN, "qa_outputs")),
          Optional.of(
              LmHead.masked(
                  "lm_head.dense",
                  "lm_head.layer_norm",
                  "lm_head.decoder",
                  "lm_head.bias",
                  Optional.empty())),
          Optional.empty(),
          HeadSpec.Pooling.FIRST,
          "MPNetTokenizer",
          Encoders.TASKS,
          Set.of());

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    BertShape shape = shape(config);
    return new Dimensions(shape.hidden(), shape.layers(), OptionalInt.of(shape.maxLength()));
  }

  private static BertShape shape(ModelConfig config) {
    BertShape shape = BertShape.of(config, true).withoutTypes();
    if (shape.padTokenId() != 1) {
      throw config.refusal("pad_token_id must be 1, from which positions are counted on");
    }
    return shape;
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    BertShape shape = shape(assembly.config());
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.ENCODER);
    Embeddings embeddings = Embeddings.read(whole, shape, shape.hidden());
    EmbeddingSite embedding = whole.embedding(shape.hidden());
    Positional distances =
        new RelativeBias(
            assembly
                .weights()
                .read("encoder.relative_attention_bias.weight", BUCKETS, shape.heads()),
            RelativeBias.Direction.BOTH,
            FARTHEST);
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      LayerBuilder at = new LayerBuilder(assembly, Stack.ENCODER, i, LAYERS.layer(i));
      layers.add(layer(at, shape, distances));
    }
    Optional<LinearSite> pooler =
        assembly.weights().has(Architecture.POOLER + ".weight")
            ? Optional.of(
                whole.linear(Role.POOLER, Architecture.POOLER, shape.hidden(), shape.hidden()))
            : Optional.empty();
    return new Model(shape, embeddings, embedding, new LayerColumn(layers), pooler);
  }

  private static List<Sublayer> layer(LayerBuilder at, BertShape shape, Positional distances) {
    int hidden = shape.hidden();
    OptionalDouble dropout = OptionalDouble.of(shape.hiddenDropout());
    Sublayer attending =
        new Sublayer.Attending(
            Optional.empty(),
            new Projections.Separate(
                at.linear(Role.QUERY, "attention.attn.q", hidden, hidden),
                at.linear(Role.KEY, "attention.attn.k", hidden, hidden),
                at.linear(Role.VALUE, "attention.attn.v", hidden, hidden)),
            new Attention(
                at.attention(
                    Role.SELF_ATTENTION, "attention.attn", shape.heads(), shape.headSize()),
                shape.heads(),
                distances,
                1 / Math.sqrt(shape.headSize()),
                shape.attentionDropout()),
            at.linear(Role.ATTENTION_OUTPUT, "attention.attn.o", hidden, hidden),
            dropout,
            at.postNorm(
                Role.SELF_ATTENTION,
                "attention_adapters",
                hidden,
                at.layerNorm("attention.LayerNorm", hidden, shape.eps()),
                shape.attentionDropout()),
            Reach.SELF);
    Sublayer feeding =
        new Sublayer.Feeding(
            Optional.empty(),
            new FeedForward.Plain(
                at.linear(Role.INTERMEDIATE, "intermediate.dense", hidden, shape.intermediate()),
                shape.activation(),
                at.linear(Role.OUTPUT, "output.dense", shape.intermediate(), hidden)),
            dropout,
            at.postNorm(
                Role.FEED_FORWARD,
                "output_adapters",
                hidden,
                at.layerNorm("output.LayerNorm", hidden, shape.eps()),
                shape.attentionDropout()));
    return List.of(attending, feeding);
  }

  private record Model(
      BertShape shape,
      Embeddings embeddings,
      EmbeddingSite embedding,
      LayerColumn layers,
      Optional<LinearSite> pooler)
      implements TextNetwork {
    @Override
    public ModelInfo info() {
      return shape.info();
    }

    @Override
    public NDArray tokenEmbedding() {
      return embeddings.words().words();
    }

    @Override
    public Encoded forward(Inputs.Text inputs, Pass pass) {
      NDArray embedded = pass.part(() -> embeddings.of(inputs, pass));
      NDArray hidden = embedding.forward(embedded, pass);
      NDArray mask = Visibility.FULL.mask(inputs.attentionMask(), hidden);
      return Encoded.of(layers.forward(hidden, Surroundings.of(mask), pass));
    }

    @Override
    public boolean hasPooler() {
      return pooler.isPresent();
    }

    @Override
    public Optional<NDArray> pooled(NDArray vectors, Pass pass) {
      return pooler.map(linear -> Ops.tanh(linear.forward(vectors, pass)));
    }
  }
}
