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
import graft.model.DecoderInfo;
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
import graft.model.block.RelativeBias;
import graft.model.block.Sublayer;
import graft.model.block.Surroundings;
import graft.model.block.Visibility;
import graft.model.shape.T5Shape;
import graft.site.EmbeddingSite;
import graft.site.NormSite;
import graft.site.Pass;
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
 * T5 (Raffel et al. 2020) with its gated successors (Shazeer 2020) and mT5: pre-norm layers whose
 * attention is not scaled and knows positions by a relative bias alone, no biases elsewhere.
 */
public final class T5 implements ModelFamily {
  /** Positions are relative, so only memory limits a text. */
  private static final int LONGEST = 1 << 15;

  private static final ConfigKeys KEYS =
      ConfigKeys.ofEncoderDecoder(
          Set.of(
              "model_type",
              "d_model",
              "d_kv",
              "d_ff",
              "num_layers",
              "num_decoder_layers",
              "num_heads",
              "vocab_size",
              "relative_attention_num_buckets",
              "relative_attention_max_distance",
              "feed_forward_proj",
              "dense_act_fn",
              "is_gated_act",
              "layer_norm_epsilon",
              "dropout_rate",
              "classifier_dropout",
              "initializer_factor",
              "pad_token_id",
              "eos_token_id",
              "decoder_start_token_id",
              "tie_word_embeddings",
              "scale_decoder_outputs"),
          Map.of(
              "hidden_size", "d_model",
              "head_dim", "d_kv",
              "num_attention_heads", "num_heads",
              "num_hidden_layers", "num_layers"),
          // Of the texts that it was trained with.
          Set.of("n_positions"));

  private static final LayerStack ENCODER =
      new LayerStack(
          Stack.ENCODER,
          "encoder.block.{}.",
          List.of(
              Projection.of("layer.0.SelfAttention.q", Role.QUERY),
              Projection.of("layer.0.SelfAttention.k", Role.KEY),
              Projection.of("layer.0.SelfAttention.v", Role.VALUE),
              Projection.of("layer.1.DenseReluDense.wi", Role.INTERMEDIATE),
              Projection.of("layer.1.DenseReluDense.wi_1", Role.INTERMEDIATE),
              Projection.of("layer.1.DenseReluDense.wo", Role.OUTPUT)));

  private static final LayerStack DECODER =
      new LayerStack(
          Stack.DECODER,
          "decoder.block.{}.",
          List.of(
              Projection.of("layer.0.SelfAttention.q", Role.QUERY),
              Projection.of("layer.0.SelfAttention.k", Role.KEY),
              Projection.of("layer.0.SelfAttention.v", Role.VALUE),
              Projection.of("layer.1.EncDecAttention.q", Role.QUERY),
              Projection.of("layer.1.EncDecAttention.k", Role.KEY),
              Projection.of("layer.1.EncDecAttention.v", Role.VALUE),
              Projection.of("layer.2.DenseReluDense.wi", Role.INTERMEDIATE),
              Projection.of("layer.2.DenseReluDense.wi_1", Role.INTERMEDIATE),
              Projection.of("layer.2.DenseReluDense.wo", Role.OUTPUT)));

  private static final Architecture T5 = of("t5", "T5AdapterModel");
  private static final Architecture MT5 = of("mt5", "MT5AdapterModel");

  private static Architecture of(String modelType, String adapterClass) {
    return new Architecture(
        modelType,
        "transformer.",
        adapterClass,
        KEYS,
        List.of(ENCODER, DECODER),
        // Of spans there is none: the class reads states that the reference library's head scales.
        List.of(
            NativeHead.of(
                HeadKind.SEQUENCE,
                "tanh",
                "classification_head.dense",
                "classification_head.out_proj")),
        Optional.of(
            LmHead.projection(
                LmHead.Task.SEQUENCE_TO_SEQUENCE, "ForConditionalGeneration", "lm_head")),
        Optional.of("self_prefix"),
        HeadSpec.Pooling.LAST,
        "T5Tokenizer",
        EncoderDecoders.TASKS,
        Set.of(Quirk.PREFIX_WITH_SEQUENCE_HEADS_ONLY));
  }

  @Override
  public List<Architecture> architectures() {
    return List.of(T5, MT5);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    T5Shape shape = T5Shape.of(config, architecture == T5);
    return new Dimensions(shape.hidden(), shape.layers(), OptionalInt.empty());
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    T5Shape shape = T5Shape.of(assembly.config(), architecture == T5);
    WordSite words =
        LayerBuilder.whole(assembly, Stack.ENCODER)
            .words(
                "shared",
                assembly.weights().read("shared.weight", shape.vocabulary(), shape.hidden()));
    EmbeddingSite embedding =
        new LayerBuilder(assembly, Stack.ENCODER, -1, "encoder.").embedding(shape.hidden());
    Side encoder = encoder(assembly, shape);
    Side decoder = decoder(assembly, shape);
    return new Model(shape, words, embedding, encoder, decoder);
  }

  private static Side encoder(Assembly assembly, T5Shape shape) {
    Positional positional = bias(assembly, shape, ENCODER, RelativeBias.Direction.BOTH);
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.encoderLayers(); i++) {
      LayerBuilder at = new LayerBuilder(assembly, Stack.ENCODER, i, ENCODER.layer(i));
      layers.add(
          List.of(attending(at, shape, Place.ENCODER, positional), feeding(at, shape, "layer.1")));
    }
    return side(assembly, shape, Stack.ENCODER, "encoder.", layers);
  }

  private static Side decoder(Assembly assembly, T5Shape shape) {
    Positional positional = bias(assembly, shape, DECODER, RelativeBias.Direction.BACKWARD);
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.decoderLayers(); i++) {
      int number = shape.encoderLayers() + i;
      LayerBuilder at = new LayerBuilder(assembly, Stack.DECODER, number, DECODER.layer(i));
      layers.add(
          List.of(
              attending(at, shape, Place.DECODER, positional),
              attending(at, shape, Place.CROSS, Positional.NONE),
              feeding(at, shape, "layer.2")));
    }
    return side(assembly, shape, Stack.DECODER, "decoder.", layers);
  }

  private static Side side(
      Assembly assembly, T5Shape shape, Stack stack, String path, List<List<Sublayer>> layers) {
    NormSite last =
        new LayerBuilder(assembly, stack, -1, path)
            .rmsNorm("final_layer_norm", shape.hidden(), shape.eps());
    return new Side(new LayerColumn(layers), last);
  }

  /** The table of the first layer, for all. */
  private static RelativeBias bias(
      Assembly assembly, T5Shape shape, LayerStack stack, RelativeBias.Direction direction) {
    String name = stack.layer(0) + "layer.0.SelfAttention.relative_attention_bias.weight";
    NDArray table = assembly.weights().read(name, shape.buckets(), shape.heads());
    return new RelativeBias(table, direction, shape.farthest());
  }

  /** The three kinds of attention. */
  private enum Place {
    ENCODER("layer.0", "SelfAttention", Role.SELF_ATTENTION, Reach.SELF, "encoder_prefix"),
    DECODER("layer.0", "SelfAttention", Role.SELF_ATTENTION, Reach.SELF, "self_prefix"),
    CROSS("layer.1", "EncDecAttention", Role.CROSS_ATTENTION, Reach.ENCODER, "cross_prefix");

    final String sublayer;
    final String module;
    final Role role;
    final Reach reach;
    final String group;

    Place(String sublayer, String module, Role role, Reach reach, String group) {
      this.sublayer = sublayer;
      this.module = sublayer + "." + module;
      this.role = role;
      this.reach = reach;
      this.group = group;
    }
  }

  private static Sublayer attending(
      LayerBuilder at, T5Shape shape, Place place, Positional positional) {
    int hidden = shape.hidden();
    long inner = shape.inner();
    String module = place.module;
    return new Sublayer.Attending(
        Optional.of(at.rmsNorm(place.sublayer + ".layer_norm", hidden, shape.eps())),
        new Projections.Separate(
            at.linear(Role.QUERY, module + ".q", hidden, inner, Bias.ABSENT),
            at.linear(Role.KEY, module + ".k", hidden, inner, Bias.ABSENT),
            at.linear(Role.VALUE, module + ".v", hidden, inner, Bias.ABSENT)),
        new Attention(
            at.attention(place.role, module, shape.heads(), shape.headSize(), hidden, place.group),
            shape.heads(),
            positional,
            1,
            shape.dropout()),
        at.linear(Role.ATTENTION_OUTPUT, module + ".o", inner, hidden, Bias.ABSENT),
        OptionalDouble.of(shape.dropout()),
        at.preNorm(place.role, place.sublayer, hidden, shape.dropout()),
        place.reach);
  }

  private static Sublayer feeding(LayerBuilder at, T5Shape shape, String sublayer) {
    return new Sublayer.Feeding(
        Optional.of(at.rmsNorm(sublayer + ".layer_norm", shape.hidden(), shape.eps())),
        feedForward(at, shape, sublayer + ".DenseReluDense."),
        OptionalDouble.of(shape.dropout()),
        at.preNorm(Role.FEED_FORWARD, sublayer, shape.hidden(), shape.dropout()));
  }

  private static FeedForward feedForward(LayerBuilder at, T5Shape shape, String module) {
    int hidden = shape.hidden();
    int wide = shape.intermediate();
    OptionalDouble dropout = OptionalDouble.of(shape.dropout());
    if (shape.isGated()) {
      return new FeedForward.Gated(
          at.linear(Role.GATE, module + "wi_0", hidden, wide, Bias.ABSENT),
          shape.activation(),
          at.linear(Role.INTERMEDIATE, module + "wi_1", hidden, wide, Bias.ABSENT),
          dropout,
          at.linear(Role.OUTPUT, module + "wo", wide, hidden, Bias.ABSENT));
    }
    return new FeedForward.Plain(
        at.linear(Role.INTERMEDIATE, module + "wi", hidden, wide, Bias.ABSENT),
        shape.activation(),
        dropout,
        at.linear(Role.OUTPUT, module + "wo", wide, hidden, Bias.ABSENT));
  }

  /** A stack. */
  private record Side(LayerColumn layers, NormSite last) {
    Encoded forward(NDArray embedded, Surroundings around, double dropout, Pass pass) {
      return Encoded.normed(layers.forward(embedded, around, pass), last, dropout, pass);
    }
  }

  private record Model(
      T5Shape shape, WordSite words, EmbeddingSite embedding, Side encoder, Side decoder)
      implements TextNetwork {
    @Override
    public ModelInfo info() {
      return new ModelInfo(
          shape.hidden(),
          shape.layers(),
          LONGEST,
          0,
          // Whatever the configuration says, which means something else by its word for it.
          true,
          ModelInfo.HEAD_NORM_EPS,
          shape.headDropout(),
          shape.headDeviation(),
          shape.padTokenId(),
          Optional.of(decoderInfo()));
    }

    private DecoderInfo decoderInfo() {
      return new DecoderInfo(
          shape.decoderLayers(),
          shape.startTokenId(),
          shape.padTokenId(),
          shape.eosTokenId(),
          shape.scalesOutput() ? 1 / Math.sqrt(shape.hidden()) : 1);
    }

    @Override
    public NDArray tokenEmbedding() {
      return words.words();
    }

    @Override
    public Encoded forward(Inputs.Text inputs, Pass pass) {
      NDArray read = embedding.forward(embed(inputs.inputIds(), "encoder", pass), pass);
      NDArray seen = Visibility.FULL.mask(inputs.attentionMask(), read);
      Encoded memory = encoder.forward(read, Surroundings.of(seen), shape.dropout(), pass.whole());
      NDArray ids = inputs.decoded(decoderInfo());
      if (pass.keyValues().isPresent()) {
        return written(ids, Surroundings.kept(memory.hidden()), pass).behind(memory);
      }
      NDArray written = embed(ids, "decoder", pass);
      NDArray before = Visibility.CAUSAL.mask(ids.onesLike(), written);
      Surroundings around = Surroundings.behind(memory.hidden(), seen, before);
      return decoder.forward(written, around, shape.dropout(), pass).behind(memory);
    }

    @Override
    public Encoded next(NDArray ids, Pass pass) {
      return written(ids, Surroundings.KEPT, pass);
    }

    private Encoded written(NDArray ids, Surroundings around, Pass pass) {
      return decoder.forward(embed(ids, "decoder", pass), around, shape.dropout(), pass);
    }

    private NDArray embed(NDArray ids, String stack, Pass pass) {
      return pass.part(
          () -> pass.dropout(words.look(ids, pass), shape.dropout(), stack + ".embeddings"));
    }
  }
}
