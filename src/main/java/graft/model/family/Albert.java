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
import graft.model.block.Projections;
import graft.model.block.Reach;
import graft.model.block.Sublayer;
import graft.model.block.Surroundings;
import graft.model.block.Visibility;
import graft.model.shape.AlbertShape;
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
 * ALBERT (Lan et al. 2020): BERT's layers behind narrow embeddings, a few that a text goes through
 * again and again. An adapter sits in a stored layer, and works in each of its runs.
 */
public final class Albert implements ModelFamily {
  private static final ConfigKeys KEYS =
      ConfigKeys.ofEncoder(
          Set.of(
              "model_type",
              "hidden_size",
              "embedding_size",
              "num_hidden_layers",
              "num_hidden_groups",
              "inner_group_num",
              "num_attention_heads",
              "intermediate_size",
              "vocab_size",
              "max_position_embeddings",
              "type_vocab_size",
              "hidden_act",
              "layer_norm_eps",
              "hidden_dropout_prob",
              "attention_probs_dropout_prob",
              "classifier_dropout_prob",
              "initializer_range",
              "pad_token_id",
              "tie_word_embeddings"),
          Map.of(),
          // What its first checkpoints say of a network that no class makes.
          Set.of("down_scale_factor", "gap_size", "net_structure_type", "num_memory_blocks"));

  private static final LayerStack LAYERS =
      new LayerStack(
          Stack.ENCODER,
          "encoder.albert_layer_groups.{}.albert_layers.{}.",
          List.of(
              Projection.of("attention.query", Role.QUERY),
              Projection.of("attention.key", Role.KEY),
              Projection.of("attention.value", Role.VALUE),
              Projection.of("ffn", Role.INTERMEDIATE),
              Projection.of("ffn_output", Role.OUTPUT)));

  private static final String POOLER = "pooler";
  private static final String CLASSIFIER = "classifier";

  private static final Architecture ARCHITECTURE =
      new Architecture(
          "albert",
          "albert.",
          "AlbertAdapterModel",
          KEYS,
          List.of(LAYERS),
          List.of(
              NativeHead.of(HeadKind.SEQUENCE, "tanh", NativeHead.BASE + POOLER, CLASSIFIER),
              NativeHead.behindPooler(HeadKind.SEQUENCE, CLASSIFIER),
              NativeHead.behindPooler(HeadKind.CHOICE, CLASSIFIER),
              NativeHead.of(HeadKind.TOKENS, CLASSIFIER),
              NativeHead.of(HeadKind.SPAN, "qa_outputs")),
          Optional.of(
              LmHead.masked(
                      "predictions.dense",
                      "predictions.LayerNorm",
                      "predictions.decoder",
                      "predictions.bias",
                      Optional.of("hidden_act"))
                  .usually("gelu_new")),
          Optional.of(POOLER),
          Optional.empty(),
          HeadSpec.Pooling.FIRST,
          "AlbertTokenizer",
          Encoders.TASKS,
          Set.of());

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Architecture of(Architecture architecture, ModelConfig config) {
    return architecture.with(LAYERS.inGroupsOf(AlbertShape.inner(config)));
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    BertShape shape = AlbertShape.of(config).bert();
    return new Dimensions(shape.hidden(), shape.layers(), OptionalInt.of(shape.maxLength()));
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    AlbertShape shape = AlbertShape.of(assembly.config());
    BertShape bert = shape.bert();
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.ENCODER);
    Embeddings embeddings = Embeddings.read(whole, bert, shape.embedded());
    EmbeddingSite embedding = whole.embedding(shape.embedded());
    LinearSite widening =
        whole.linear(
            Role.EMBEDDING, "encoder.embedding_hidden_mapping_in", shape.embedded(), bert.hidden());
    LayerStack stack = LAYERS.inGroupsOf(shape.inner());
    List<List<Sublayer>> stored = new ArrayList<>();
    for (int group = 0; group < shape.groups(); group++) {
      List<Sublayer> inner = new ArrayList<>();
      for (int j = 0; j < shape.inner(); j++) {
        int number = group * shape.inner() + j;
        inner.addAll(
            layer(new LayerBuilder(assembly, Stack.ENCODER, number, stack.layer(number)), bert));
      }
      stored.add(inner);
    }
    Optional<LinearSite> pooler =
        assembly.weights().has(POOLER + ".weight")
            ? Optional.of(whole.linear(Role.POOLER, POOLER, bert.hidden(), bert.hidden()))
            : Optional.empty();
    return new Model(bert, embeddings, embedding, widening, runs(shape, stored), pooler);
  }

  /** The layers that a text goes through, each a run of a stored group. */
  private static LayerColumn runs(AlbertShape shape, List<List<Sublayer>> stored) {
    int[] before = new int[shape.groups()];
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.bert().layers(); i++) {
      int group = shape.group(i);
      int run = before[group]++;
      layers.add(
          stored.get(group).stream()
              .<Sublayer>map(sublayer -> new Sublayer.Run(sublayer, run))
              .toList());
    }
    return new LayerColumn(layers);
  }

  private static List<Sublayer> layer(LayerBuilder at, BertShape shape) {
    int hidden = shape.hidden();
    Sublayer.Attending attending =
        new Sublayer.Attending(
            Optional.empty(),
            new Projections.Separate(
                at.linear(Role.QUERY, "attention.query", hidden, hidden),
                at.linear(Role.KEY, "attention.key", hidden, hidden),
                at.linear(Role.VALUE, "attention.value", hidden, hidden)),
            new Attention(
                at.attention(Role.SELF_ATTENTION, "attention", shape.heads(), shape.headSize()),
                shape.attentionDropout()),
            at.linear(Role.ATTENTION_OUTPUT, "attention.dense", hidden, hidden),
            OptionalDouble.of(shape.hiddenDropout()),
            at.postNorm(
                Role.SELF_ATTENTION,
                "attention.attention_adapters",
                hidden,
                at.layerNorm("attention.LayerNorm", hidden, shape.eps()),
                shape.attentionDropout()),
            Reach.SELF);
    Sublayer feeding =
        new Sublayer.Feeding(
            Optional.empty(),
            new FeedForward.Plain(
                at.linear(Role.INTERMEDIATE, "ffn", hidden, shape.intermediate()),
                shape.activation(),
                at.linear(Role.OUTPUT, "ffn_output", shape.intermediate(), hidden)),
            OptionalDouble.empty(),
            at.postNorm(
                Role.FEED_FORWARD,
                "output_adapters",
                hidden,
                at.layerNorm("full_layer_layer_norm", hidden, shape.eps()),
                shape.attentionDropout()));
    return List.of(new Sublayer.Swapped(attending), feeding);
  }

  private record Model(
      BertShape shape,
      Embeddings embeddings,
      EmbeddingSite embedding,
      LinearSite widening,
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
      NDArray narrow = embedding.forward(embedded, pass);
      NDArray hidden = pass.part(() -> widening.forward(narrow, pass));
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
