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
import org.jspecify.annotations.Nullable;

/**
 * BERT (Devlin et al. 2019) and its relatives RoBERTa and XLM-RoBERTa, which count positions from
 * the padding id on: embeddings {@code LN(word + position + type)}, then post-norm layers.
 */
public final class Bert implements ModelFamily {
  private static final ConfigKeys KEYS =
      ConfigKeys.ofEncoder(
          Set.of(
              "model_type",
              "hidden_size",
              "num_hidden_layers",
              "num_attention_heads",
              "intermediate_size",
              "vocab_size",
              "max_position_embeddings",
              "type_vocab_size",
              "hidden_act",
              "layer_norm_eps",
              "hidden_dropout_prob",
              "attention_probs_dropout_prob",
              "classifier_dropout",
              "initializer_range",
              "pad_token_id",
              "tie_word_embeddings"),
          Map.of("embedding_size", "hidden_size", "emb_size", "hidden_size"),
          Set.of(
              // Google's first checkpoints describe a pooler that no class reads.
              "directionality",
              "pooler_fc_size",
              "pooler_num_attention_heads",
              "pooler_num_fc_layers",
              "pooler_size_per_head",
              "pooler_type"));

  static final LayerStack LAYERS =
      new LayerStack(
          Stack.ENCODER,
          "encoder.layer.{}.",
          List.of(
              Projection.of("attention.self.query", Role.QUERY),
              Projection.of("attention.self.key", Role.KEY),
              Projection.of("attention.self.value", Role.VALUE),
              Projection.of("intermediate.dense", Role.INTERMEDIATE),
              Projection.of("output.dense", Role.OUTPUT)));

  private static final NativeHead CHOICE = NativeHead.behindPooler(HeadKind.CHOICE, "classifier");
  private static final NativeHead TOKENS = NativeHead.of(HeadKind.TOKENS, "classifier");
  private static final NativeHead SPAN = NativeHead.of(HeadKind.SPAN, "qa_outputs");

  /** The pooler is a linear layer with tanh on the first token: half of AdapterHub's head. */
  private static final Architecture BERT =
      new Architecture(
          "bert",
          "bert.",
          "BertAdapterModel",
          KEYS,
          List.of(LAYERS),
          List.of(
              NativeHead.of(
                  HeadKind.SEQUENCE, "tanh", NativeHead.BASE + Architecture.POOLER, "classifier"),
              NativeHead.behindPooler(HeadKind.SEQUENCE, "classifier"),
              CHOICE,
              TOKENS,
              SPAN),
          Optional.of(
              LmHead.masked(
                  "cls.predictions.transform.dense",
                  "cls.predictions.transform.LayerNorm",
                  "cls.predictions.decoder",
                  "cls.predictions.bias",
                  Optional.of("hidden_act"))),
          Optional.of("self_prefix"),
          HeadSpec.Pooling.FIRST,
          "BertTokenizer",
          Encoders.TASKS,
          Set.of());

  private static final Architecture ROBERTA = roberta("roberta", "Roberta");
  private static final Architecture XLM_ROBERTA = roberta("xlm-roberta", "XLMRoberta");

  private static Architecture roberta(String modelType, String name) {
    return new Architecture(
        modelType,
        "roberta.",
        name + "AdapterModel",
        KEYS,
        List.of(LAYERS),
        List.of(
            NativeHead.of(HeadKind.SEQUENCE, "tanh", "classifier.dense", "classifier.out_proj"),
            CHOICE,
            TOKENS,
            SPAN),
        Optional.of(
            LmHead.masked(
                "lm_head.dense",
                "lm_head.layer_norm",
                "lm_head.decoder",
                "lm_head.bias",
                Optional.empty())),
        Optional.of("self_prefix"),
        HeadSpec.Pooling.FIRST,
        name + "Tokenizer",
        Encoders.TASKS,
        Set.of(Quirk.CONVERSION_DROPS_LM_BIAS));
  }

  @Override
  public List<Architecture> architectures() {
    return List.of(BERT, ROBERTA, XLM_ROBERTA);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    BertShape shape = BertShape.of(config, countsFromPadding(architecture));
    return new Dimensions(shape.hidden(), shape.layers(), OptionalInt.of(shape.maxLength()));
  }

  private static boolean countsFromPadding(Architecture architecture) {
    return architecture != BERT;
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    BertShape shape = BertShape.of(assembly.config(), countsFromPadding(architecture));
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.ENCODER);
    int hidden = shape.hidden();
    Embeddings embeddings = Embeddings.read(whole, shape, hidden);
    EmbeddingSite embedding = whole.embedding(hidden);
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      layers.add(layer(new LayerBuilder(assembly, Stack.ENCODER, i, LAYERS.layer(i)), shape));
    }
    LinearSite pooler =
        assembly.weights().has(Architecture.POOLER + ".weight")
            ? whole.linear(Role.POOLER, Architecture.POOLER, hidden, hidden)
            : null;
    return new Model(shape, embeddings, embedding, new LayerColumn(layers), pooler);
  }

  /** A layer, under the names that BERT gave it. */
  static List<Sublayer> layer(LayerBuilder at, BertShape shape) {
    int hidden = shape.hidden();
    OptionalDouble dropout = OptionalDouble.of(shape.hiddenDropout());
    Sublayer attending =
        new Sublayer.Attending(
            Optional.empty(),
            new Projections.Separate(
                at.linear(Role.QUERY, "attention.self.query", hidden, hidden),
                at.linear(Role.KEY, "attention.self.key", hidden, hidden),
                at.linear(Role.VALUE, "attention.self.value", hidden, hidden)),
            new Attention(
                at.attention(
                    Role.SELF_ATTENTION, "attention.self", shape.heads(), shape.headSize()),
                shape.attentionDropout()),
            at.linear(Role.ATTENTION_OUTPUT, "attention.output.dense", hidden, hidden),
            dropout,
            at.postNorm(
                Role.SELF_ATTENTION,
                "attention.output",
                hidden,
                at.layerNorm("attention.output.LayerNorm", hidden, shape.eps()),
                shape.attentionDropout()),
            Reach.SELF);
    return List.of(attending, feeding(at, shape));
  }

  /** The second half of a layer, under the names that BERT gave it. */
  static Sublayer feeding(LayerBuilder at, BertShape shape) {
    int hidden = shape.hidden();
    return new Sublayer.Feeding(
        Optional.empty(),
        new FeedForward.Plain(
            at.linear(Role.INTERMEDIATE, "intermediate.dense", hidden, shape.intermediate()),
            shape.activation(),
            at.linear(Role.OUTPUT, "output.dense", shape.intermediate(), hidden)),
        OptionalDouble.of(shape.hiddenDropout()),
        at.postNorm(
            Role.FEED_FORWARD,
            "output",
            hidden,
            at.layerNorm("output.LayerNorm", hidden, shape.eps()),
            shape.attentionDropout()));
  }

  private record Model(
      BertShape shape,
      Embeddings embeddings,
      EmbeddingSite embedding,
      LayerColumn layers,
      @Nullable LinearSite pooler)
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
      return pooler != null;
    }

    @Override
    public Optional<NDArray> pooled(NDArray vectors, Pass pass) {
      return Optional.ofNullable(pooler).map(linear -> Ops.tanh(linear.forward(vectors, pass)));
    }
  }
}
