package graft.model.shape;

import graft.architecture.ModelConfig;
import graft.spec.Activation;
import graft.spec.ErrorCode;
import graft.spec.GraftException;

/** The sizes of a DistilBERT, from its config with the defaults of the reference. */
public record DistilBertShape(
    int hidden,
    int layers,
    int heads,
    int intermediate,
    int vocabulary,
    int positions,
    Activation activation,
    double dropout,
    double attentionDropout,
    double headDropout,
    double initializerRange,
    long padTokenId,
    boolean tiesEmbeddings) {
  /** Of every layer norm; no config says otherwise. */
  public static final double EPS = 1e-12;

  public DistilBertShape {
    if (hidden % heads != 0) {
      throw new GraftException(
          ErrorCode.INVALID_MODEL,
          "config.json: dim %d is not a multiple of n_heads %d".formatted(hidden, heads));
    }
    Padding.require(padTokenId, vocabulary);
  }

  public static DistilBertShape of(ModelConfig config) {
    return new DistilBertShape(
        config.size("dim", 768),
        config.size("n_layers", 6),
        config.size("n_heads", 12),
        config.size("hidden_dim", 3072),
        config.size("vocab_size", 30522),
        config.size("max_position_embeddings", 512),
        config.activation("activation", "gelu"),
        config.probability("dropout", 0.1),
        config.probability("attention_dropout", 0.1),
        config.probability("seq_classif_dropout", 0.2),
        config.positive("initializer_range", 0.02),
        config.id("pad_token_id", 0),
        config.flag("tie_word_embeddings", true));
  }

  public int headSize() {
    return hidden / heads;
  }
}
