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
import graft.model.DecoderInfo;
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
import graft.model.shape.BartShape;
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
 * BART (Lewis et al. 2020): learned positions with an offset of two, post-norm layers, biases
 * everywhere.
 */
public final class Bart implements ModelFamily {
  /** Rows of the table of positions before the first. */
  private static final int OFFSET = 2;

  private static final double EPS = 1e-5;

  private static final ConfigKeys KEYS =
      new ConfigKeys(
          Set.of(
              "model_type",
              "d_model",
              "encoder_layers",
              "decoder_layers",
              "encoder_attention_heads",
              "decoder_attention_heads",
              "encoder_ffn_dim",
              "decoder_ffn_dim",
              "vocab_size",
              "max_position_embeddings",
              "activation_function",
              "dropout",
              "attention_dropout",
              "activation_dropout",
              "classifier_dropout",
              "init_std",
              "scale_embedding",
              "pad_token_id",
              "eos_token_id",
              "decoder_start_token_id"),
          Map.of(
              "hidden_size", "d_model",
              "num_attention_heads", "encoder_attention_heads",
              "num_hidden_layers", "encoder_layers"),
          // The second is an old name of the head's dropout, the last one of generation.
          Set.of("is_decoder", "classif_dropout", "force_bos_token_to_be_generated"),
          Map.of(
              "is_encoder_decoder",
              new ConfigKeys.Fixed(true, "there are an encoder and a decoder here"),
              ConfigKeys.IS_CAUSAL,
              ConfigKeys.CAUSAL,
              "tie_word_embeddings",
              new ConfigKeys.Fixed(true, "both sides and the head have one table here"),
              "normalize_embedding",
              new ConfigKeys.Fixed(true, "embeddings have a norm here"),
              "extra_pos_embeddings",
              new ConfigKeys.Fixed(OFFSET, "that is where positions begin here"),
              "encoder_layerdrop",
              new ConfigKeys.Fixed(0, "no layer is left out at random here"),
              "decoder_layerdrop",
              new ConfigKeys.Fixed(0, "no layer is left out at random here")));

  private static final LayerStack ENCODER =
      new LayerStack(
          Stack.ENCODER,
          "encoder.layers.{}.",
          List.of(
              Projection.of("self_attn.q_proj", Role.QUERY),
              Projection.of("self_attn.k_proj", Role.KEY),
              Projection.of("self_attn.v_proj", Role.VALUE),
              Projection.of("fc1", Role.INTERMEDIATE),
              Projection.of("fc2", Role.OUTPUT)));

  private static final LayerStack DECODER =
      new LayerStack(
          Stack.DECODER,
          "decoder.layers.{}.",
          List.of(
              Projection.of("self_attn.q_proj", Role.QUERY),
              Projection.of("self_attn.k_proj", Role.KEY),
              Projection.of("self_attn.v_proj", Role.VALUE),
              Projection.of("encoder_attn.q_proj", Role.QUERY),
              Projection.of("encoder_attn.k_proj", Role.KEY),
              Projection.of("encoder_attn.v_proj", Role.VALUE),
              Projection.of("fc1", Role.INTERMEDIATE),
              Projection.of("fc2", Role.OUTPUT)));

  private static final Architecture ARCHITECTURE =
      new Architecture(
          "bart",
          "model.",
          "BartAdapterModel",
          KEYS,
          List.of(ENCODER, DECODER),
          List.of(
              NativeHead.of(
                  HeadKind.SEQUENCE,
                  "tanh",
                  "classification_head.dense",
                  "classification_head.out_proj"),
              NativeHead.of(HeadKind.SPAN, "qa_outputs")),
          Optional.of(
              LmHead.projection(
                  LmHead.Task.SEQUENCE_TO_SEQUENCE, "ForConditionalGeneration", "lm_head")),
          Optional.of("self_prefix"),
          HeadSpec.Pooling.LAST,
          "BartTokenizer",
          EncoderDecoders.TASKS,
          Set.of());

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    BartShape shape = BartShape.of(config);
    return new Dimensions(
        shape.hidden(),
        shape.encoder().layers() + shape.decoder().layers(),
        OptionalInt.of(shape.positions()));
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    BartShape shape = BartShape.of(assembly.config());
    WordSite words =
        LayerBuilder.whole(assembly, Stack.ENCODER)
            .words(
                "shared",
                assembly.weights().read("shared.weight", shape.vocabulary(), shape.hidden()));
    EmbeddingSite embedding =
        new LayerBuilder(assembly, Stack.ENCODER, -1, "encoder.").embedding(shape.hidden());
    Side encoder = side(assembly, shape, ENCODER, 0);
    Side decoder = side(assembly, shape, DECODER, shape.encoder().layers());
    Optional<NDArray> bias =
        assembly.weights().readIfThere("final_logits_bias", 1, shape.vocabulary());
    return new Model(shape, words, bias, embedding, encoder, decoder);
  }

  /**
   * @param first the number of its first layer in the model
   */
  private static Side side(Assembly assembly, BartShape shape, LayerStack stack, int first) {
    Stack kind = stack.stack();
    String path = kind == Stack.ENCODER ? "encoder." : "decoder.";
    BartShape.Side size = kind == Stack.ENCODER ? shape.encoder() : shape.decoder();
    NDArray positions =
        assembly
            .weights()
            .read(path + "embed_positions.weight", shape.positions() + OFFSET, shape.hidden());
    NormSite norm =
        new LayerBuilder(assembly, kind, -1, path)
            .layerNorm("layernorm_embedding", shape.hidden(), EPS);
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < size.layers(); i++) {
      LayerBuilder at = new LayerBuilder(assembly, kind, first + i, stack.layer(i));
      Sublayer feeding = feeding(at, shape, size);
      layers.add(
          kind == Stack.ENCODER
              ? List.of(attending(at, shape, size, Place.ENCODER), feeding)
              : List.of(
                  attending(at, shape, size, Place.DECODER),
                  attending(at, shape, size, Place.CROSS),
                  feeding));
    }
    return new Side(positions, norm, new LayerColumn(layers), path);
  }

  /** The three kinds of attention. */
  private enum Place {
    ENCODER("self_attn", "attention_adapters", Role.SELF_ATTENTION, Reach.SELF, "encoder_prefix"),
    DECODER("self_attn", "attention_adapters", Role.SELF_ATTENTION, Reach.SELF, "self_prefix"),
    CROSS(
        "encoder_attn",
        "cross_attention_adapters",
        Role.CROSS_ATTENTION,
        Reach.ENCODER,
        "cross_prefix");

    final String module;
    final String site;
    final Role role;
    final Reach reach;
    final String group;

    Place(String module, String site, Role role, Reach reach, String group) {
      this.module = module;
      this.site = site;
      this.role = role;
      this.reach = reach;
      this.group = group;
    }
  }

  private static Sublayer attending(
      LayerBuilder at, BartShape shape, BartShape.Side size, Place place) {
    int hidden = shape.hidden();
    String module = place.module;
    return new Sublayer.Attending(
        Optional.empty(),
        new Projections.Separate(
            at.linear(Role.QUERY, module + ".q_proj", hidden, hidden),
            at.linear(Role.KEY, module + ".k_proj", hidden, hidden),
            at.linear(Role.VALUE, module + ".v_proj", hidden, hidden)),
        new Attention(
            at.attention(
                place.role, module, size.heads(), hidden / size.heads(), hidden, place.group),
            shape.attentionDropout()),
        at.linear(Role.ATTENTION_OUTPUT, module + ".out_proj", hidden, hidden),
        OptionalDouble.of(shape.dropout()),
        at.postNorm(
            place.role,
            place.site,
            hidden,
            at.layerNorm(module + "_layer_norm", hidden, EPS),
            shape.attentionDropout()),
        place.reach);
  }

  private static Sublayer feeding(LayerBuilder at, BartShape shape, BartShape.Side size) {
    int hidden = shape.hidden();
    return new Sublayer.Feeding(
        Optional.empty(),
        new FeedForward.Plain(
            at.linear(Role.INTERMEDIATE, "fc1", hidden, size.intermediate()),
            shape.activation(),
            OptionalDouble.of(shape.activationDropout()),
            at.linear(Role.OUTPUT, "fc2", size.intermediate(), hidden)),
        OptionalDouble.of(shape.dropout()),
        at.postNorm(
            Role.FEED_FORWARD,
            "output_adapters",
            hidden,
            at.layerNorm("final_layer_norm", hidden, EPS),
            shape.attentionDropout()));
  }

  /** A stack with its embeddings. */
  private record Side(NDArray positions, NormSite norm, LayerColumn layers, String path) {
    /**
     * {@code LN(words + positions)}.
     *
     * @param places int64, from 0 on: (S) or (B, S)
     */
    NDArray embed(NDArray words, NDArray places, Pass pass) {
      return norm.forward(Ops.add(words, Ops.embedding(positions, places.add(OFFSET))), pass);
    }
  }

  private record Model(
      BartShape shape,
      WordSite words,
      Optional<NDArray> bias,
      EmbeddingSite embedding,
      Side encoder,
      Side decoder)
      implements TextNetwork {
    @Override
    public ModelInfo info() {
      return new ModelInfo(
          shape.hidden(),
          shape.encoder().layers() + shape.decoder().layers(),
          shape.positions(),
          0,
          true,
          ModelInfo.HEAD_NORM_EPS,
          shape.headDropout(),
          shape.initializerRange(),
          shape.padTokenId(),
          Optional.of(decoderInfo()));
    }

    private DecoderInfo decoderInfo() {
      return new DecoderInfo(
          shape.decoder().layers(),
          shape.startTokenId(),
          shape.padTokenId(),
          shape.eosTokenId(),
          1);
    }

    @Override
    public NDArray tokenEmbedding() {
      return words.words();
    }

    @Override
    public Optional<NDArray> vocabularyBias() {
      return bias;
    }

    @Override
    public Encoded forward(Inputs.Text inputs, Pass pass) {
      NDArray source = inputs.inputIds();
      NDArray embedded =
          pass.part(() -> encoder.embed(words(source, pass), Places.from(0, source), pass));
      NDArray read = dropped(embedding.forward(embedded, pass), encoder, pass);
      NDArray seen = Visibility.FULL.mask(inputs.attentionMask(), read);
      Encoded memory =
          Encoded.of(encoder.layers().forward(read, Surroundings.of(seen), pass.whole()));
      NDArray ids = inputs.decoded(decoderInfo());
      NDArray written = written(ids, pass);
      if (pass.keyValues().isPresent()) {
        return decoded(written, Surroundings.kept(memory.hidden()), pass).behind(memory);
      }
      NDArray before = Visibility.CAUSAL.mask(ids.onesLike(), written);
      Surroundings around = Surroundings.behind(memory.hidden(), seen, before);
      return decoded(written, around, pass).behind(memory);
    }

    @Override
    public Encoded next(NDArray ids, Pass pass) {
      return decoded(written(ids, pass), Surroundings.KEPT, pass);
    }

    /** Prefixes that move positions stand before what the decoder reads. */
    private NDArray written(NDArray ids, Pass pass) {
      return pass.part(() ->
          dropped(decoder.embed(words(ids, pass), Places.of(ids, pass), pass), decoder, pass));
    }

    private Encoded decoded(NDArray written, Surroundings around, Pass pass) {
      return Encoded.of(decoder.layers().forward(written, around, pass));
    }

    private NDArray words(NDArray ids, Pass pass) {
      double scale = shape.scalesEmbedding() ? Math.sqrt(shape.hidden()) : 1;
      return words.look(ids, found -> scale == 1 ? found : Ops.scale(found, scale), pass);
    }

    private NDArray dropped(NDArray embedded, Side side, Pass pass) {
      return pass.dropout(embedded, shape.dropout(), side.path() + "embeddings");
    }
  }
}
