package graft.model.shape;

import graft.architecture.ModelConfig;
import graft.spec.Activation;

/**
 * The numbers of a BART's {@code config.json}; what it leaves out is as in the large one.
 *
 * @param positions of a text
 * @param scalesEmbedding whether words are multiplied with the root of the width
 */
public record BartShape(
    int hidden,
    Side encoder,
    Side decoder,
    int vocabulary,
    int positions,
    Activation activation,
    double dropout,
    double attentionDropout,
    double activationDropout,
    double headDropout,
    double initializerRange,
    boolean scalesEmbedding,
    long padTokenId,
    long eosTokenId,
    long startTokenId) {
  /** The sizes of a stack. */
  public record Side(int layers, int heads, int intermediate) {
    static Side of(ModelConfig config, String name) {
      return new Side(
          config.size(name + "_layers", 12),
          config.size(name + "_attention_heads", 16),
          config.size(name + "_ffn_dim", 4096));
    }
  }

  public static BartShape of(ModelConfig config) {
    BartShape shape =
        new BartShape(
            config.size("d_model", 1024),
            Side.of(config, "encoder"),
            Side.of(config, "decoder"),
            config.size("vocab_size", 50265),
            config.size("max_position_embeddings", 1024),
            config.activation("activation_function", "gelu"),
            config.probability("dropout", 0.1),
            config.probability("attention_dropout", 0),
            config.probability("activation_dropout", 0),
            config.probability("classifier_dropout", 0),
            config.positive("init_std", 0.02),
            config.flag("scale_embedding", false),
            config.id("pad_token_id", 1),
            config.id("eos_token_id", 2),
            config.id("decoder_start_token_id", 2));
    Padding.require(shape.padTokenId, shape.vocabulary);
    config.requireMultiple("d_model", shape.hidden, "encoder_attention_heads", shape.encoder.heads);
    config.requireMultiple("d_model", shape.hidden, "decoder_attention_heads", shape.decoder.heads);
    return shape;
  }
}
