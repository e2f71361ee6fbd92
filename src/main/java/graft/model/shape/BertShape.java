package graft.model.shape;

import graft.architecture.ModelConfig;
import graft.model.ModelInfo;
import graft.spec.Activation;
import graft.spec.ErrorCode;
import graft.spec.GraftException;

/** The sizes of a BERT, from its config with the defaults of the reference. */
public record BertShape(
    int hidden,
    int layers,
    int heads,
    int intermediate,
    int vocabulary,
    int positions,
    int types,
    Activation activation,
    double eps,
    double hiddenDropout,
    double attentionDropout,
    double headDropout,
    double initializerRange,
    long padTokenId,
    boolean tiesEmbeddings,
    boolean countsFromPadding) {
  public BertShape {
    if (hidden % heads != 0) {
      throw new GraftException(
          ErrorCode.INVALID_MODEL,
          "config.json: hidden_size "
              + hidden
              + " is not a multiple of num_attention_heads "
              + heads);
    }
  }

  /**
   * Reads the sizes.
   *
   * @param countsFromPadding whether the first token's position is the one after the padding id
   */
  public static BertShape of(ModelConfig config, boolean countsFromPadding) {
    double hiddenDropout = config.probability("hidden_dropout_prob", 0.1);
    BertShape shape =
        new BertShape(
            config.size("hidden_size", 768),
            config.size("num_hidden_layers", 12),
            config.size("num_attention_heads", 12),
            config.size("intermediate_size", 3072),
            config.size("vocab_size", 30522),
            config.size("max_position_embeddings", 512),
            config.size("type_vocab_size", 2),
            config.activation("hidden_act", "gelu"),
            config.positive("layer_norm_eps", 1e-12),
            hiddenDropout,
            config.probability("attention_probs_dropout_prob", 0.1),
            config.probability("classifier_dropout", hiddenDropout),
            config.positive("initializer_range", 0.02),
            config.id("pad_token_id", countsFromPadding ? 1 : 0),
            config.flag("tie_word_embeddings", true),
            countsFromPadding);
    Padding.require(shape.padTokenId, shape.vocabulary);
    if (countsFromPadding) {
      Padding.requireRoom(shape.padTokenId, shape.positions);
    }
    return shape;
  }

  /** Most tokens of a text. */
  public int maxLength() {
    return countsFromPadding ? positions - Math.toIntExact(padTokenId) - 1 : positions;
  }

  public int headSize() {
    return hidden / heads;
  }

  /** The same without segments. */
  public BertShape withoutTypes() {
    return new BertShape(
        hidden,
        layers,
        heads,
        intermediate,
        vocabulary,
        positions,
        0,
        activation,
        eps,
        hiddenDropout,
        attentionDropout,
        headDropout,
        initializerRange,
        padTokenId,
        tiesEmbeddings,
        countsFromPadding);
  }

  /** What heads and recipes need to know of such a model. */
  public ModelInfo info() {
    return new ModelInfo(
        hidden,
        layers,
        maxLength(),
        types,
        tiesEmbeddings,
        eps,
        headDropout,
        initializerRange,
        padTokenId);
  }
}
