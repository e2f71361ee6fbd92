package graft.model.family;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
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
import graft.model.block.Projections;
import graft.model.block.Reach;
import graft.model.block.Sublayer;
import graft.model.block.Surroundings;
import graft.model.block.Visibility;
import graft.model.shape.DistilBertShape;
import graft.site.EmbeddingSite;
import graft.site.NormSite;
import graft.site.Pass;
import graft.site.WordSite;
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
 * DistilBERT (Sanh et al. 2019): BERT's post-norm layers without token types, without a pooler, and
 * without dropout behind the attention's output.
 */
public final class DistilBert implements ModelFamily {
  private static final ConfigKeys KEYS =
      ConfigKeys.ofEncoder(
          Set.of(
              "model_type",
              "dim",
              "n_layers",
              "n_heads",
              "hidden_dim",
              "vocab_size",
              "max_position_embeddings",
              "activation",
              "dropout",
              "attention_dropout",
              "seq_classif_dropout",
              "initializer_range",
              "pad_token_id",
              "tie_word_embeddings"),
          Map.of(
              "hidden_size", "dim",
              "num_hidden_layers", "n_layers",
              "num_attention_heads", "n_heads"),
          // Sinusoidal positions are stored like learned ones; a head has its own dropout.
          Set.of("sinusoidal_pos_embds", "tie_weights_", "qa_dropout"));

  private static final LayerStack LAYERS =
      new LayerStack(
          Stack.ENCODER,
          "transformer.layer.{}.",
          List.of(
              Projection.of("attention.q_lin", Role.QUERY),
              Projection.of("attention.k_lin", Role.KEY),
              Projection.of("attention.v_lin", Role.VALUE),
              Projection.of("ffn.lin1", Role.INTERMEDIATE),
              Projection.of("ffn.lin2", Role.OUTPUT)));

  private static final Architecture ARCHITECTURE =
      new Architecture(
          "distilbert",
          "distilbert.",
          "DistilBertAdapterModel",
          KEYS,
          List.of(LAYERS),
          List.of(
              NativeHead.of(HeadKind.SEQUENCE, "relu", "pre_classifier", "classifier"),
              NativeHead.of(HeadKind.CHOICE, "relu", "pre_classifier", "classifier"),
              NativeHead.of(HeadKind.TOKENS, "classifier"),
              NativeHead.of(HeadKind.SPAN, "qa_outputs")),
          Optional.of(
              LmHead.masked(
                  "vocab_transform",
                  "vocab_layer_norm",
                  "vocab_projector",
                  "vocab_projector.bias",
                  Optional.of("activation"))),
          Optional.empty(),
          HeadSpec.Pooling.FIRST,
          "DistilBertTokenizer",
          Encoders.TASKS,
          Set.of(Quirk.PREFIXES_NEED_EAGER_ATTENTION));

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    DistilBertShape shape = DistilBertShape.of(config);
    return new Dimensions(shape.hidden(), shape.layers(), OptionalInt.of(shape.positions()));
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    DistilBertShape shape = DistilBertShape.of(assembly.config());
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.ENCODER);
    int hidden = shape.hidden();
    WordSite words =
        whole.words(
            "embeddings.word_embeddings",
            assembly
                .weights()
                .read("embeddings.word_embeddings.weight", shape.vocabulary(), hidden));
    // Sinusoidal positions are stored like learned ones.
    NDArray positions =
        assembly.weights().read("embeddings.position_embeddings.weight", shape.positions(), hidden);
    NormSite norm = whole.layerNorm("embeddings.LayerNorm", hidden, DistilBertShape.EPS);
    EmbeddingSite embedding = whole.embedding(hidden);
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      layers.add(layer(new LayerBuilder(assembly, Stack.ENCODER, i, LAYERS.layer(i)), shape));
    }
    return new Model(shape, words, positions, norm, embedding, new LayerColumn(layers));
  }

  private static List<Sublayer> layer(LayerBuilder at, DistilBertShape shape) {
    int hidden = shape.hidden();
    Sublayer attending =
        new Sublayer.Attending(
            Optional.empty(),
            new Projections.Separate(
                at.linear(Role.QUERY, "attention.q_lin", hidden, hidden),
                at.linear(Role.KEY, "attention.k_lin", hidden, hidden),
                at.linear(Role.VALUE, "attention.v_lin", hidden, hidden)),
            new Attention(
                at.attention(
                    Role.SELF_ATTENTION,
                    "attention",
                    shape.heads(),
                    shape.headSize(),
                    hidden,
                    "self"),
                shape.attentionDropout()),
            at.linear(Role.ATTENTION_OUTPUT, "attention.out_lin", hidden, hidden),
            OptionalDouble.empty(),
            at.postNorm(
                Role.SELF_ATTENTION,
                "attention_adapters",
                hidden,
                at.layerNorm("sa_layer_norm", hidden, DistilBertShape.EPS),
                shape.attentionDropout()),
            Reach.SELF);
    Sublayer feeding =
        new Sublayer.Feeding(
            Optional.empty(),
            new FeedForward.Plain(
                at.linear(Role.INTERMEDIATE, "ffn.lin1", hidden, shape.intermediate()),
                shape.activation(),
                at.linear(Role.OUTPUT, "ffn.lin2", shape.intermediate(), hidden)),
            OptionalDouble.of(shape.dropout()),
            at.postNorm(
                Role.FEED_FORWARD,
                "output_adapters",
                hidden,
                at.layerNorm("output_layer_norm", hidden, DistilBertShape.EPS),
                shape.attentionDropout()));
    return List.of(attending, feeding);
  }

  private record Model(
      DistilBertShape shape,
      WordSite words,
      NDArray positions,
      NormSite norm,
      EmbeddingSite embedding,
      LayerColumn layers)
      implements TextNetwork {
    @Override
    public ModelInfo info() {
      return new ModelInfo(
          shape.hidden(),
          shape.layers(),
          shape.positions(),
          0,
          shape.tiesEmbeddings(),
          DistilBertShape.EPS,
          shape.headDropout(),
          shape.initializerRange(),
          shape.padTokenId());
    }

    @Override
    public NDArray tokenEmbedding() {
      return words.words();
    }

    @Override
    public Encoded forward(Inputs.Text inputs, Pass pass) {
      NDArray embedded = pass.part(() -> embed(inputs.inputIds(), pass));
      NDArray hidden = embedding.forward(embedded, pass);
      NDArray mask = Visibility.FULL.mask(inputs.attentionMask(), hidden);
      return Encoded.of(layers.forward(hidden, Surroundings.of(mask), pass));
    }

    private NDArray embed(NDArray ids, Pass pass) {
      int first = pass.setup().positionShift();
      int end = first + (int) ids.getShape().get(1);
      NDArray places = ids.getManager().arange(first, end, 1, DataType.INT64);
      NDArray sum = Ops.add(words.look(ids, pass), Ops.embedding(positions, places));
      return pass.dropout(norm.forward(sum, pass), shape.dropout(), "embeddings");
    }
  }
}
