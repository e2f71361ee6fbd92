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
import graft.model.block.Bias;
import graft.model.block.FeedForward;
import graft.model.block.LayerBuilder;
import graft.model.block.LayerColumn;
import graft.model.block.Projections;
import graft.model.block.Reach;
import graft.model.block.Rotary;
import graft.model.block.Sublayer;
import graft.model.block.Surroundings;
import graft.model.block.Visibility;
import graft.model.shape.ModernBertShape;
import graft.site.EmbeddingSite;
import graft.site.Joint;
import graft.site.LinearSite;
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
 * ModernBERT (Warner et al. 2024): an encoder with rotary positions and norms before its sublayers,
 * most layers of which see their neighbourhood only.
 */
public final class ModernBert implements ModelFamily {
  private static final Layout FUSED = new Layout(false, List.of(Role.QUERY, Role.KEY, Role.VALUE));

  private static final String DENSE = "head.dense";
  private static final String NORM = "head.norm";
  private static final String GELU = "gelu";

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
              "hidden_activation",
              "norm_eps",
              "embedding_dropout",
              "attention_dropout",
              "mlp_dropout",
              "attention_bias",
              "mlp_bias",
              "classifier_dropout",
              "classifier_pooling",
              "pad_token_id",
              "global_attn_every_n_layers",
              "local_attention",
              "global_rope_theta",
              "local_rope_theta",
              "rope_parameters",
              "layer_types",
              "tie_word_embeddings"),
          Map.of("layer_norm_eps", "norm_eps"),
          Set.of(
              "initializer_range",
              "initializer_cutoff_factor",
              // How the reference computes the same.
              "deterministic_flash_attn",
              "reference_compile",
              "repad_logits_with_grad",
              "sparse_prediction",
              "sparse_pred_ignore_index"),
          ConfigKeys.encoderAnd(
              Map.of(
                  "norm_bias", new ConfigKeys.Fixed(false, "norms only scale here"),
                  "classifier_bias",
                      new ConfigKeys.Fixed(false, "the first layer of heads has none here"),
                  "decoder_bias",
                      new ConfigKeys.Fixed(true, "the vocabulary projection has one here"),
                  "classifier_activation",
                      new ConfigKeys.Fixed(GELU, "heads are computed with it here"))));

  private static final LayerStack LAYERS =
      new LayerStack(
          Stack.ENCODER,
          "layers.{}.",
          List.of(
              new Projection("attn.Wqkv", FUSED),
              Projection.of("mlp.Wi", Role.INTERMEDIATE),
              Projection.of("mlp.Wo", Role.OUTPUT)));

  private static final Architecture ARCHITECTURE =
      new Architecture(
          "modernbert",
          "model.",
          "ModernBertAdapterModel",
          KEYS,
          List.of(LAYERS),
          List.of(
              head(HeadKind.SEQUENCE),
              head(HeadKind.TOKENS),
              head(HeadKind.SPAN),
              head(HeadKind.CHOICE),
              NativeHead.behindPooler(HeadKind.SEQUENCE, "classifier"),
              NativeHead.behindPooler(HeadKind.TOKENS, "classifier"),
              NativeHead.behindPooler(HeadKind.SPAN, "classifier"),
              NativeHead.behindPooler(HeadKind.CHOICE, "classifier")),
          Optional.of(LmHead.maskedWithoutBiases(DENSE, NORM, "decoder", Optional.empty())),
          Optional.of(DENSE),
          Optional.empty(),
          HeadSpec.Pooling.FIRST,
          "PreTrainedTokenizerFast",
          Encoders.TASKS,
          Set.of(Quirk.NATIVE_CLASSES_UNDO_INVERTIBLE));

  private static NativeHead head(HeadKind kind) {
    return NativeHead.normed(kind, GELU, DENSE, NORM, "classifier");
  }

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    ModernBertShape shape = ModernBertShape.of(config);
    return new Dimensions(shape.hidden(), shape.layers(), OptionalInt.of(shape.positions()));
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    ModernBertShape shape = ModernBertShape.of(assembly.config());
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.ENCODER);
    int hidden = shape.hidden();
    WordSite words =
        whole.words(
            "embeddings.tok_embeddings",
            assembly
                .weights()
                .read("embeddings.tok_embeddings.weight", shape.vocabulary(), hidden));
    NormSite first = whole.layerNormWithoutBias("embeddings.norm", hidden, shape.eps());
    EmbeddingSite embedding = whole.embedding(hidden);
    Rotary near = new Rotary(shape.near());
    Rotary far = new Rotary(shape.far());
    List<LayerBuilder> builders = new ArrayList<>();
    List<NormSite> norms = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      LayerBuilder at = new LayerBuilder(assembly, Stack.ENCODER, i, LAYERS.layer(i));
      builders.add(at);
      norms.add(at.layerNormWithoutBias("mlp_norm", hidden, shape.eps()));
    }
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      Rotary rotary = shape.isNear(i) ? near : far;
      layers.add(layer(builders.get(i), shape, rotary, norms.get(i), norms.getLast()));
    }
    NormSite last = whole.layerNormWithoutBias("final_norm", hidden, shape.eps());
    return new Model(
        shape, words, first, embedding, new LayerColumn(layers), last, prediction(whole, shape));
  }

  private static Optional<PredictionHead> prediction(LayerBuilder whole, ModernBertShape shape) {
    return whole.model().weights().has(DENSE + ".weight")
        ? Optional.of(
            new PredictionHead(
                whole.linear(Role.POOLER, DENSE, shape.hidden(), shape.hidden(), Bias.ABSENT),
                whole.layerNormWithoutBias(NORM, shape.hidden(), shape.eps())))
        : Optional.empty();
  }

  /**
   * One layer.
   *
   * @param lastNorm before the feed-forward of the last layer, which the reference library gives to
   *     the adapters behind every attention
   */
  private static List<Sublayer> layer(
      LayerBuilder at, ModernBertShape shape, Rotary rotary, NormSite norm, NormSite lastNorm) {
    int hidden = shape.hidden();
    Bias projected = shape.attentionBias();
    Bias fed = shape.feedForwardBias();
    // The first layer sees the embeddings, which are normed already.
    Optional<NormSite> before =
        at.layer() == 0
            ? Optional.empty()
            : Optional.of(at.layerNormWithoutBias("attn_norm", hidden, shape.eps()));
    Sublayer attending =
        new Sublayer.Attending(
            before,
            new Projections.Fused(
                at.linear(FUSED, "attn.Wqkv", hidden, 3L * hidden, projected), hidden, hidden),
            new Attention(
                at.attention(Role.SELF_ATTENTION, "attn", shape.heads(), hidden / shape.heads()),
                shape.heads(),
                rotary,
                1 / Math.sqrt((double) hidden / shape.heads()),
                shape.attentionDropout()),
            at.linear(Role.ATTENTION_OUTPUT, "attn.Wo", hidden, hidden, projected),
            OptionalDouble.empty(),
            at.joined(
                Role.SELF_ATTENTION,
                "attention_adapters",
                hidden,
                new Joint.NormedEntry(
                    Optional.of(lastNorm), shape.attentionDropout(), at.path() + "attn.out_drop"),
                shape.attentionDropout()),
            shape.isNear(at.layer()) ? Reach.SELF_NEAR : Reach.SELF);
    Sublayer feeding =
        new Sublayer.Feeding(
            Optional.of(norm),
            new FeedForward.GatedInOne(
                at.linear(Role.INTERMEDIATE, "mlp.Wi", hidden, 2L * shape.intermediate(), fed),
                shape.intermediate(),
                shape.activation(),
                OptionalDouble.of(shape.feedForwardDropout()),
                at.linear(Role.OUTPUT, "mlp.Wo", shape.intermediate(), hidden, fed)),
            OptionalDouble.empty(),
            at.joined(
                Role.FEED_FORWARD,
                "output_adapters",
                hidden,
                new Joint.NormedEntry(Optional.empty(), 0, at.path() + "mlp"),
                shape.attentionDropout()));
    return List.of(attending, feeding);
  }

  /** What stands between the last layer and the last projection of every head. */
  private record PredictionHead(LinearSite dense, NormSite norm) {
    NDArray of(NDArray x, Pass pass) {
      return norm.forward(Ops.activation(Activation.GELU, dense.forward(x, pass)), pass);
    }
  }

  private record Model(
      ModernBertShape shape,
      WordSite words,
      NormSite first,
      EmbeddingSite embedding,
      LayerColumn layers,
      NormSite last,
      Optional<PredictionHead> prediction)
      implements TextNetwork {
    @Override
    public ModelInfo info() {
      return shape.info();
    }

    @Override
    public NDArray tokenEmbedding() {
      return words.words();
    }

    @Override
    public Encoded forward(Inputs.Text inputs, Pass pass) {
      NDArray embedded = pass.part(() -> embed(inputs.inputIds(), pass));
      NDArray hidden = embedding.forward(embedded, pass);
      NDArray mask = inputs.attentionMask();
      Surroundings around =
          Surroundings.of(
              Visibility.FULL.mask(mask, hidden),
              Visibility.around(shape.distance()).mask(mask, hidden));
      return Encoded.normed(layers.forward(hidden, around, pass), last, pass);
    }

    private NDArray embed(NDArray ids, Pass pass) {
      NDArray normed = first.forward(words.look(ids, pass), pass);
      return pass.dropout(normed, shape.embeddingDropout(), "embeddings");
    }

    @Override
    public boolean hasPooler() {
      return prediction.isPresent();
    }

    @Override
    public Optional<NDArray> pooled(NDArray vectors, Pass pass) {
      return prediction.map(head -> head.of(vectors, pass));
    }
  }
}
