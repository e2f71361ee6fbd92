package graft.model.shape;

import graft.architecture.ModelConfig;
import graft.model.ModelInfo;
import graft.model.block.Bias;
import graft.model.block.Frequencies;
import graft.spec.Activation;
import java.util.List;
import java.util.OptionalInt;

/**
 * The sizes of a ModernBERT, from its config with the defaults of the reference.
 *
 * @param distance how far layers with a neighbourhood see
 * @param nearLayers for each layer whether it has one
 * @param near frequencies of these layers
 * @param far frequencies of the others
 */
public record ModernBertShape(
    int hidden,
    int layers,
    int heads,
    int intermediate,
    int vocabulary,
    int positions,
    Activation activation,
    double eps,
    double embeddingDropout,
    double attentionDropout,
    double feedForwardDropout,
    double headDropout,
    long padTokenId,
    int distance,
    List<Boolean> nearLayers,
    Frequencies near,
    Frequencies far,
    Bias attentionBias,
    Bias feedForwardBias,
    boolean tiesEmbeddings) {
  public ModernBertShape {
    nearLayers = List.copyOf(nearLayers);
  }

  public static ModernBertShape of(ModelConfig config) {
    int hidden = config.size("hidden_size", 768);
    int layers = config.size("num_hidden_layers", 22);
    int heads = config.size("num_attention_heads", 12);
    config.requireMultiple("hidden_size", hidden, "num_attention_heads", heads);
    int headSize = hidden / heads;
    int positions = config.size("max_position_embeddings", 8192);
    int vocabulary = config.size("vocab_size", 50_368);
    long padTokenId = config.id("pad_token_id", 50_283);
    Padding.require(padTokenId, vocabulary);
    int distance = config.size("local_attention", 128) / 2;
    int interval = config.size("global_attn_every_n_layers", 3);
    return new ModernBertShape(
        hidden,
        layers,
        heads,
        config.size("intermediate_size", 1152),
        vocabulary,
        positions,
        config.activation("hidden_activation", "gelu"),
        config.positive("norm_eps", 1e-5),
        config.probability("embedding_dropout", 0),
        config.probability("attention_dropout", 0),
        config.probability("mlp_dropout", 0),
        config.probability("classifier_dropout", 0),
        padTokenId,
        distance,
        Windows.listedOr(config, layers, OptionalInt.of(distance), layer -> layer % interval != 0),
        RotaryConfig.ofKind(
            config, RotaryConfig.NEAR, "local_rope_theta", false, headSize, positions, 10_000),
        RotaryConfig.ofKind(
            config, RotaryConfig.FULL, "global_rope_theta", false, headSize, positions, 160_000),
        Bias.said(config, "attention_bias", false),
        Bias.said(config, "mlp_bias", false),
        config.flag("tie_word_embeddings", true));
  }

  public boolean isNear(int layer) {
    return nearLayers.get(layer);
  }

  public ModelInfo info() {
    return new ModelInfo(
        hidden,
        layers,
        positions,
        0,
        tiesEmbeddings,
        eps,
        headDropout,
        1 / Math.sqrt(hidden),
        padTokenId);
  }
}
