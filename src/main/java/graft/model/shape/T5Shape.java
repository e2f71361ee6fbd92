package graft.model.shape;

import graft.architecture.ModelConfig;
import graft.spec.Activation;
import java.util.Map;

/**
 * The numbers of a T5's {@code config.json}.
 *
 * @param farthest distance from which on all have one relative bias
 * @param headDeviation standard deviation of a new head's weights
 * @param scalesOutput whether heads of tokens see the hidden states times {@code d_model^-0.5}
 */
public record T5Shape(
    int hidden,
    int headSize,
    int intermediate,
    int encoderLayers,
    int decoderLayers,
    int heads,
    int vocabulary,
    int buckets,
    int farthest,
    boolean isGated,
    Activation activation,
    double eps,
    double dropout,
    double headDropout,
    double headDeviation,
    long padTokenId,
    long eosTokenId,
    long startTokenId,
    boolean scalesOutput) {
  private static final String GATED = "gated-";
  private static final String FEED_FORWARD = "feed_forward_proj";

  /** What a configuration leaves out, after the smallest model of each kind. */
  private enum Small {
    T5(2048, 6, 8, 32128, "relu"),
    MT5(1024, 8, 6, 250112, "gated-gelu");

    final int intermediate;
    final int layers;
    final int heads;
    final int vocabulary;
    final String feedForward;

    Small(int intermediate, int layers, int heads, int vocabulary, String feedForward) {
      this.intermediate = intermediate;
      this.layers = layers;
      this.heads = heads;
      this.vocabulary = vocabulary;
      this.feedForward = feedForward;
    }
  }

  /**
   * Reads the sizes.
   *
   * @param isOriginal whether what is absent has the defaults of T5, and not of mT5
   */
  public static T5Shape of(ModelConfig config, boolean isOriginal) {
    Small small = isOriginal ? Small.T5 : Small.MT5;
    int hidden = config.size("d_model", 512);
    int layers = config.size("num_layers", small.layers);
    String feedForward = config.text(FEED_FORWARD, small.feedForward);
    T5Shape shape =
        new T5Shape(
            hidden,
            config.size("d_kv", 64),
            config.size("d_ff", small.intermediate),
            layers,
            config.size("num_decoder_layers", layers),
            config.size("num_heads", small.heads),
            config.size("vocab_size", small.vocabulary),
            config.size("relative_attention_num_buckets", 32),
            config.size("relative_attention_max_distance", 128),
            config.flag("is_gated_act", feedForward.startsWith(GATED)),
            activation(config, feedForward),
            config.positive("layer_norm_epsilon", 1e-6),
            config.probability("dropout_rate", 0.1),
            config.probability("classifier_dropout", 0),
            config.positive("initializer_factor", 1) / Math.sqrt(hidden),
            config.id("pad_token_id", 0),
            config.id("eos_token_id", 1),
            config.id("decoder_start_token_id", 0),
            // mT5 never scales, though its files of transformers 5 say that they are tied.
            isOriginal
                && config.flag("scale_decoder_outputs", config.flag("tie_word_embeddings", true)));
    Padding.require(shape.padTokenId, shape.vocabulary);
    shape.requireBuckets(config);
    return shape;
  }

  /** As its own key says, or as the word for the whole feed-forward does. */
  private static Activation activation(ModelConfig config, String feedForward) {
    return config.isSet("dense_act_fn")
        ? config.activation("dense_act_fn", feedForward)
        : new ModelConfig(Map.of(FEED_FORWARD, name(feedForward)))
            .activation(FEED_FORWARD, feedForward);
  }

  /** Gelu is the approximation by tanh here, where it is gated. */
  private static String name(String feedForward) {
    if (feedForward.equals("gated-gelu")) {
      return "gelu_new";
    }
    return feedForward.startsWith(GATED) ? feedForward.substring(GATED.length()) : feedForward;
  }

  /** Some buckets of each side are for one distance, and some for several. */
  private void requireBuckets(ModelConfig config) {
    if (buckets < 4 || buckets % 2 != 0) {
      throw config.refusal("relative_attention_num_buckets must be even and at least 4");
    }
    if (farthest <= buckets / 2) {
      throw config.refusal(
          "relative_attention_max_distance must be more than half of"
              + " relative_attention_num_buckets");
    }
  }

  public int layers() {
    return encoderLayers + decoderLayers;
  }

  /** Of all heads together. */
  public long inner() {
    return (long) heads * headSize;
  }
}
