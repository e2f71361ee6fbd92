package graft.model.family;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
import graft.model.block.Bias;
import graft.model.block.BlindPadding;
import graft.model.block.Disentangled;
import graft.model.block.Distances;
import graft.model.block.LayerBuilder;
import graft.model.block.LayerColumn;
import graft.model.block.Positional;
import graft.model.block.Projections;
import graft.model.block.Reach;
import graft.model.block.Sublayer;
import graft.model.block.Surroundings;
import graft.model.block.Visibility;
import graft.model.shape.BertShape;
import graft.model.shape.DebertaV2Shape;
import graft.model.shape.DebertaV2Shape.Relative;
import graft.model.shape.DebertaV2Shape.Term;
import graft.site.EmbeddingSite;
import graft.site.LinearSite;
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
import java.util.Set;

/**
 * DeBERTa 2 and 3 (He et al. 2021): BERT's layers with disentangled attention, behind embeddings
 * that are zero where padding is. Padding sees nothing either, and so averages everything.
 */
public final class DebertaV2 implements ModelFamily {
  private static final ConfigKeys KEYS =
      new ConfigKeys(
          Set.of(
              "model_type",
              "hidden_size",
              "embedding_size",
              "num_hidden_layers",
              "num_attention_heads",
              "attention_head_size",
              "intermediate_size",
              "vocab_size",
              "max_position_embeddings",
              "position_biased_input",
              "relative_attention",
              "max_relative_positions",
              "position_buckets",
              "norm_rel_ebd",
              "pos_att_type",
              "share_att_key",
              "type_vocab_size",
              "hidden_act",
              "layer_norm_eps",
              "hidden_dropout_prob",
              "attention_probs_dropout_prob",
              "cls_dropout",
              "initializer_range",
              "pad_token_id",
              "tie_word_embeddings"),
          Map.of("pooler_hidden_size", "hidden_size"),
          // Of a convolution that there is none of, of heads, and of which head is whose.
          Set.of("conv_act", "conv_groups", "pooler_dropout", "legacy"),
          ConfigKeys.encoderAnd(
              Map.of(
                  "conv_kernel_size",
                  new ConfigKeys.Fixed(0, "no convolution behind the first layer is computed"),
                  "pooler_hidden_act",
                  new ConfigKeys.Fixed("gelu", "heads of sequences apply it"))));

  private static final String QUERY = "attention.self.query_proj";
  private static final String KEY = "attention.self.key_proj";
  private static final String VALUE = "attention.self.value_proj";

  private static final LayerStack LAYERS =
      new LayerStack(
          Stack.ENCODER,
          "encoder.layer.{}.",
          List.of(
              Projection.of(QUERY, Role.QUERY),
              Projection.of(KEY, Role.KEY),
              Projection.of(VALUE, Role.VALUE),
              Projection.of("intermediate.dense", Role.INTERMEDIATE),
              Projection.of("output.dense", Role.OUTPUT)));

  private static final String CLASSIFIER = "classifier";

  /** The pooler belongs to heads: it is new in every model of a task. */
  private static final Architecture ARCHITECTURE =
      new Architecture(
          "deberta-v2",
          "deberta.",
          "DebertaV2AdapterModel",
          KEYS,
          List.of(LAYERS),
          List.of(
              NativeHead.of(HeadKind.SEQUENCE, "gelu", "pooler.dense", CLASSIFIER),
              NativeHead.of(HeadKind.CHOICE, "gelu", "pooler.dense", CLASSIFIER),
              NativeHead.of(HeadKind.TOKENS, CLASSIFIER),
              NativeHead.of(HeadKind.SPAN, "qa_outputs")),
          Optional.of(
              LmHead.masked(
                  "cls.predictions.transform.dense",
                  "cls.predictions.transform.LayerNorm",
                  "cls.predictions.decoder",
                  "cls.predictions.bias",
                  Optional.of("hidden_act"))),
          Optional.empty(),
          Optional.empty(),
          HeadSpec.Pooling.FIRST,
          "DebertaV2Tokenizer",
          Encoders.TASKS,
          Set.of());

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    DebertaV2Shape shape = DebertaV2Shape.of(config);
    return new Dimensions(shape.bert().hidden(), shape.bert().layers(), shape.longest());
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    DebertaV2Shape shape = DebertaV2Shape.of(assembly.config());
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.ENCODER);
    Embedded embeddings = Embedded.read(whole, shape);
    // The head of a language model would undo what is in here in the other width.
    Optional<EmbeddingSite> embedding =
        shape.embedded() == shape.bert().hidden()
            ? Optional.of(whole.embedding(shape.embedded()))
            : Optional.empty();
    Optional<Distances> distances =
        shape.relative().map(relative -> distances(whole, shape.bert(), relative));
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.bert().layers(); i++) {
      LayerBuilder at = new LayerBuilder(assembly, Stack.ENCODER, i, LAYERS.layer(i));
      layers.add(List.of(attending(at, shape, distances), Bert.feeding(at, shape.bert())));
    }
    return new Model(shape.bert(), embeddings, embedding, new LayerColumn(layers));
  }

  private static Distances distances(LayerBuilder whole, BertShape bert, Relative relative) {
    long width = bert.hidden();
    NDArray table =
        whole.model().weights().read("encoder.rel_embeddings.weight", 2L * relative.span(), width);
    Optional<NormSite> norm =
        relative.isNormed()
            ? Optional.of(whole.layerNorm("encoder.LayerNorm", width, bert.eps()))
            : Optional.empty();
    return new Distances(table, norm, relative.span(), relative.farthest());
  }

  private static Sublayer attending(
      LayerBuilder at, DebertaV2Shape shape, Optional<Distances> distances) {
    BertShape bert = shape.bert();
    int hidden = bert.hidden();
    LinearSite query = at.linear(Role.QUERY, QUERY, hidden, hidden);
    LinearSite key = at.linear(Role.KEY, KEY, hidden, hidden);
    Projections.Separate projections =
        new Projections.Separate(query, key, at.linear(Role.VALUE, VALUE, hidden, hidden));
    return new Sublayer.Attending(
        Optional.empty(),
        projections,
        new Attention(
            at.attention(Role.SELF_ATTENTION, "attention.self", bert.heads(), bert.headSize()),
            bert.heads(),
            new BlindPadding(
                distances
                    .filter(_ -> !shape.terms().isEmpty())
                    .map(known -> disentangled(at, shape, known, projections))
                    .orElse(Positional.NONE)),
            shape.scale(),
            bert.attentionDropout()),
        at.linear(Role.ATTENTION_OUTPUT, "attention.output.dense", hidden, hidden),
        OptionalDouble.of(bert.hiddenDropout()),
        at.postNorm(
            Role.SELF_ATTENTION,
            "attention.output",
            hidden,
            at.layerNorm("attention.output.LayerNorm", hidden, bert.eps()),
            bert.attentionDropout()),
        Reach.SELF);
  }

  private static Positional disentangled(
      LayerBuilder at, DebertaV2Shape shape, Distances distances, Projections.Separate shared) {
    boolean isShared = shape.relative().filter(Relative::isShared).isPresent();
    return new Disentangled(
        distances,
        Optional.of(Term.C2P)
            .filter(shape.terms()::contains)
            .map(_ -> isShared ? shared.key() : own(at, "attention.self.pos_key_proj", shape)),
        Optional.of(Term.P2C)
            .filter(shape.terms()::contains)
            .map(_ -> isShared ? shared.query() : own(at, "attention.self.pos_query_proj", shape)),
        shape.scale(),
        shape.bert().hiddenDropout(),
        at.path() + "attention.self.pos_dropout");
  }

  private static LinearSite own(LayerBuilder at, String name, DebertaV2Shape shape) {
    return at.linear(Role.EMBEDDING, name, shape.bert().hidden(), shape.bert().hidden());
  }

  /**
   * {@code m · LN(W (word + position + type))} with the mask m, then dropout.
   *
   * @param positions in models that add them here too
   * @param types of segments, in models that have them
   * @param widening W, where words are not as wide as hidden states
   */
  private record Embedded(
      WordSite words,
      Optional<NDArray> positions,
      Optional<NDArray> types,
      Optional<LinearSite> widening,
      NormSite norm,
      double dropout) {
    static Embedded read(LayerBuilder whole, DebertaV2Shape shape) {
      BertShape bert = shape.bert();
      int width = shape.embedded();
      return new Embedded(
          whole.words(
              "embeddings.word_embeddings",
              Embeddings.table(whole, "word", bert.vocabulary(), width)),
          shape.hasPositions()
              ? Optional.of(Embeddings.table(whole, "position", bert.positions(), width))
              : Optional.empty(),
          bert.types() > 0
              ? Optional.of(Embeddings.table(whole, "token_type", bert.types(), width))
              : Optional.empty(),
          width == bert.hidden()
              ? Optional.empty()
              : Optional.of(
                  whole.linear(
                      Role.EMBEDDING, "embeddings.embed_proj", width, bert.hidden(), Bias.ABSENT)),
          whole.layerNorm("embeddings.LayerNorm", bert.hidden(), bert.eps()),
          bert.hiddenDropout());
    }

    /** (B, S, H). */
    NDArray of(Inputs.Text inputs, Pass pass) {
      NDArray ids = inputs.inputIds();
      NDArray sum = words.look(ids, pass);
      if (positions.isPresent()) {
        int first = pass.setup().positionShift();
        int end = first + (int) ids.getShape().get(1);
        NDArray places = ids.getManager().arange(first, end, 1, DataType.INT64);
        sum = Ops.add(sum, Ops.embedding(positions.get(), places));
      }
      if (types.isPresent()) {
        NDArray told = inputs.tokenTypeIds();
        sum = Ops.add(sum, Ops.embedding(types.get(), told == null ? ids.zerosLike() : told));
      }
      NDArray narrow = sum;
      NDArray wide = widening.map(linear -> linear.forward(narrow, pass)).orElse(narrow);
      // What is put among the vectors later on is in the mask already, in front.
      long length = inputs.attentionMask().getShape().get(1);
      NDArray isToken =
          inputs
              .attentionMask()
              .get(":, " + (length - ids.getShape().get(1)) + ":")
              .toType(DataType.FLOAT32, false)
              .reshape(new Shape(ids.getShape().get(0), ids.getShape().get(1), 1));
      return pass.dropout(Ops.mul(norm.forward(wide, pass), isToken), dropout, "embeddings");
    }
  }

  private record Model(
      BertShape shape, Embedded embeddings, Optional<EmbeddingSite> embedding, LayerColumn layers)
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
      NDArray hidden = embedding.map(site -> site.forward(embedded, pass)).orElse(embedded);
      NDArray mask = pass.part(() -> Visibility.amongTokens(inputs.attentionMask(), hidden));
      return Encoded.of(layers.forward(hidden, Surroundings.of(mask), pass));
    }
  }
}
