package graft.toy;

import ai.djl.ndarray.NDArray;
import graft.architecture.Architecture;
import graft.architecture.ConfigKeys;
import graft.architecture.Dimensions;
import graft.architecture.HeadKind;
import graft.architecture.LayerStack;
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
import graft.site.EmbeddingSite;
import graft.site.Pass;
import graft.site.WordSite;
import graft.spec.Activation;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A made-up architecture, as a newcomer would add it: a BERT with RMS norms and names of its own.
 */
public final class ToyBert implements ModelFamily {
  static final String TYPE = "toy-bert";

  private static final LayerStack LAYERS =
      new LayerStack(
          Stack.ENCODER,
          "blocks.{}.",
          List.of(
              Projection.of("att.q", Role.QUERY),
              Projection.of("att.k", Role.KEY),
              Projection.of("att.v", Role.VALUE),
              Projection.of("mlp.up", Role.INTERMEDIATE),
              Projection.of("mlp.down", Role.OUTPUT)));

  private static final Architecture ARCHITECTURE =
      new Architecture(
          TYPE,
          "toy.",
          "ToyAdapterModel",
          ConfigKeys.ofEncoder(
              Set.of("model_type", "width", "depth", "heads", "vocab_size", "positions"),
              Map.of(),
              Set.of()),
          List.of(LAYERS),
          List.of(NativeHead.of(HeadKind.SEQUENCE, "tanh", "out.first", "out.second")),
          Optional.empty(),
          Optional.of("self_prefix"),
          HeadSpec.Pooling.FIRST,
          "BertTokenizer",
          List.of(TaskType.SEQUENCE_CLASSIFICATION),
          Set.of());

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    Sizes sizes = Sizes.of(config);
    return new Dimensions(sizes.width, sizes.depth, OptionalInt.of(sizes.positions));
  }

  private record Sizes(int width, int depth, int heads, int vocabulary, int positions) {
    static Sizes of(ModelConfig config) {
      return new Sizes(
          config.size("width", 16),
          config.size("depth", 2),
          config.size("heads", 2),
          config.size("vocab_size", 100),
          config.size("positions", 64));
    }
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    Sizes sizes = Sizes.of(assembly.config());
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.ENCODER);
    WordSite words =
        whole.words(
            "words", assembly.weights().read("words.weight", sizes.vocabulary, sizes.width));
    EmbeddingSite embedding = whole.embedding(sizes.width);
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < sizes.depth; i++) {
      layers.add(layer(new LayerBuilder(assembly, Stack.ENCODER, i, LAYERS.layer(i)), sizes));
    }
    return new Model(sizes, words, embedding, new LayerColumn(layers));
  }

  private static List<Sublayer> layer(LayerBuilder at, Sizes sizes) {
    int width = sizes.width;
    return List.of(
        new Sublayer.Attending(
            Optional.empty(),
            new Projections.Separate(
                at.linear(Role.QUERY, "att.q", width, width),
                at.linear(Role.KEY, "att.k", width, width),
                at.linear(Role.VALUE, "att.v", width, width)),
            new Attention(
                at.attention(Role.SELF_ATTENTION, "att", sizes.heads, width / sizes.heads), 0),
            at.linear(Role.ATTENTION_OUTPUT, "att.o", width, width),
            OptionalDouble.empty(),
            at.postNorm(
                Role.SELF_ATTENTION, "att.after", width, at.rmsNorm("att.norm", width, 1e-6), 0),
            Reach.SELF),
        new Sublayer.Feeding(
            Optional.empty(),
            new FeedForward.Plain(
                at.linear(Role.INTERMEDIATE, "mlp.up", width, 2L * width),
                Activation.RELU,
                at.linear(Role.OUTPUT, "mlp.down", 2L * width, width)),
            OptionalDouble.empty(),
            at.postNorm(
                Role.FEED_FORWARD, "mlp.after", width, at.rmsNorm("mlp.norm", width, 1e-6), 0)));
  }

  private record Model(Sizes sizes, WordSite words, EmbeddingSite embedding, LayerColumn layers)
      implements TextNetwork {
    @Override
    public ModelInfo info() {
      return new ModelInfo(sizes.width, sizes.depth, sizes.positions, 0, true, 1e-12, 0, 0.02, 0);
    }

    @Override
    public NDArray tokenEmbedding() {
      return words.words();
    }

    @Override
    public Encoded forward(Inputs.Text inputs, Pass pass) {
      NDArray hidden = embedding.forward(words.look(inputs.inputIds(), pass), pass);
      NDArray mask = Visibility.FULL.mask(inputs.attentionMask(), hidden);
      return Encoded.of(layers.forward(hidden, Surroundings.of(mask), pass));
    }
  }
}
