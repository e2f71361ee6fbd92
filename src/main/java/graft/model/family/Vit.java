package graft.model.family;

import ai.djl.ndarray.NDArray;
import graft.architecture.Architecture;
import graft.architecture.ConfigKeys;
import graft.architecture.Dimensions;
import graft.architecture.HeadKind;
import graft.architecture.LayerStack;
import graft.architecture.ModelConfig;
import graft.architecture.NativeHead;
import graft.architecture.Projection;
import graft.architecture.Quirk;
import graft.architecture.Role;
import graft.architecture.Stack;
import graft.model.Assembly;
import graft.model.Encoded;
import graft.model.ImageNetwork;
import graft.model.Inputs;
import graft.model.ModelFamily;
import graft.model.ModelInfo;
import graft.model.Network;
import graft.model.block.Attention;
import graft.model.block.Bias;
import graft.model.block.FeedForward;
import graft.model.block.LayerBuilder;
import graft.model.block.LayerColumn;
import graft.model.block.Projections;
import graft.model.block.Reach;
import graft.model.block.Sublayer;
import graft.model.block.Surroundings;
import graft.model.block.Visibility;
import graft.model.shape.VitShape;
import graft.site.LinearSite;
import graft.site.NormSite;
import graft.site.Pass;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskType;
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
 * ViT (Dosovitskiy et al. 2021): a picture as a row of patches behind a token of its own, then
 * pre-norm layers.
 */
public final class Vit implements ModelFamily {
  private static final ConfigKeys KEYS =
      new ConfigKeys(
          Set.of(
              "model_type",
              "hidden_size",
              "num_hidden_layers",
              "num_attention_heads",
              "intermediate_size",
              "hidden_act",
              "layer_norm_eps",
              "hidden_dropout_prob",
              "attention_probs_dropout_prob",
              "initializer_range",
              "image_size",
              "patch_size",
              "num_channels",
              "qkv_bias"),
          Map.of("pooler_output_size", "hidden_size"),
          // Of the class that guesses hidden patches.
          Set.of("encoder_stride"),
          ConfigKeys.encoderAnd(
              Map.of(
                  "pooler_act", new ConfigKeys.Fixed("tanh", "the pooler applies nothing else"))));

  private static final LayerStack LAYERS =
      new LayerStack(
          Stack.ENCODER,
          "encoder.layer.{}.",
          List.of(
              Projection.of("attention.attention.query", Role.QUERY),
              Projection.of("attention.attention.key", Role.KEY),
              Projection.of("attention.attention.value", Role.VALUE),
              Projection.of("intermediate.dense", Role.INTERMEDIATE),
              Projection.of("output.dense", Role.OUTPUT)));

  /** PEFT tunes prefixes by way of a cache, which such a model has not. */
  private static final Architecture ARCHITECTURE =
      new Architecture(
          "vit",
          "vit.",
          "ViTAdapterModel",
          KEYS,
          List.of(LAYERS),
          List.of(NativeHead.of(HeadKind.IMAGE, "classifier")),
          Optional.empty(),
          Optional.empty(),
          HeadSpec.Pooling.FIRST,
          "",
          List.of(TaskType.IMAGE_CLASSIFICATION),
          Set.of(Quirk.CLASSES_WERE_RENAMED));

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    VitShape shape = VitShape.of(config);
    return new Dimensions(shape.hidden(), shape.layers(), OptionalInt.of(shape.positions()));
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    VitShape shape = VitShape.of(assembly.config());
    int hidden = shape.hidden();
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.ENCODER);
    Patches patches = Patches.read(assembly.weights(), shape);
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      layers.add(layer(new LayerBuilder(assembly, Stack.ENCODER, i, LAYERS.layer(i)), shape));
    }
    NormSite last = whole.layerNorm("layernorm", hidden, shape.eps());
    LinearSite pooler =
        assembly.weights().has(Architecture.POOLER + ".weight")
            ? whole.linear(Role.POOLER, Architecture.POOLER, hidden, hidden)
            : null;
    return new Model(shape, patches, new LayerColumn(layers), last, pooler);
  }

  private static List<Sublayer> layer(LayerBuilder at, VitShape shape) {
    int hidden = shape.hidden();
    Bias bias = shape.projectionBias();
    OptionalDouble dropout = OptionalDouble.of(shape.hiddenDropout());
    Sublayer attending =
        new Sublayer.Attending(
            Optional.of(at.layerNorm("layernorm_before", hidden, shape.eps())),
            new Projections.Separate(
                at.linear(Role.QUERY, "attention.attention.query", hidden, hidden, bias),
                at.linear(Role.KEY, "attention.attention.key", hidden, hidden, bias),
                at.linear(Role.VALUE, "attention.attention.value", hidden, hidden, bias)),
            new Attention(
                at.attention(
                    Role.SELF_ATTENTION, "attention.attention", shape.heads(), shape.headSize()),
                shape.attentionDropout()),
            at.linear(Role.ATTENTION_OUTPUT, "attention.output.dense", hidden, hidden),
            dropout,
            at.preNorm(Role.SELF_ATTENTION, "attention_adapters", hidden, shape.attentionDropout()),
            Reach.SELF);
    Sublayer feeding =
        new Sublayer.Feeding(
            Optional.of(at.layerNorm("layernorm_after", hidden, shape.eps())),
            new FeedForward.Plain(
                at.linear(Role.INTERMEDIATE, "intermediate.dense", hidden, shape.intermediate()),
                shape.activation(),
                at.linear(Role.OUTPUT, "output.dense", shape.intermediate(), hidden)),
            dropout,
            at.preNorm(
                Role.FEED_FORWARD, "output.output_adapters", hidden, shape.attentionDropout()));
    return List.of(attending, feeding);
  }

  private record Model(
      VitShape shape,
      Patches patches,
      LayerColumn layers,
      NormSite last,
      @Nullable LinearSite pooler)
      implements ImageNetwork {
    @Override
    public ModelInfo info() {
      return shape.info();
    }

    @Override
    public Encoded forward(Inputs.Pixels inputs, Pass pass) {
      NDArray embedded =
          pass.part(
              () -> pass.dropout(patches.of(inputs.values()), shape.hiddenDropout(), "embeddings"));
      NDArray mask = Visibility.FULL.mask(patches.seen(inputs.values()), embedded);
      List<NDArray> states = layers.forward(embedded, Surroundings.of(mask), pass);
      // The reference's last hidden state is the layer's own, and not the norm's behind it.
      return new Encoded(pass.part(() -> last.forward(states.getLast(), pass)), states);
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
