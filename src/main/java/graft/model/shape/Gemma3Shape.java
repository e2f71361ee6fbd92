package graft.model.shape;

import graft.architecture.ModelConfig;
import graft.model.ModelInfo;
import graft.model.block.Bias;
import graft.model.block.Frequencies;
import graft.spec.Activation;
import java.util.List;
import java.util.OptionalInt;

/**
 * The sizes of a Gemma 3, from its config with the defaults of the reference.
 *
 * @param scale of scores
 * @param near frequencies of layers with a window
 * @param far frequencies of the others
 * @param windowed for each layer whether it has the window
 */
public record Gemma3Shape(
    int hidden,
    int layers,
    int heads,
    int keyHeads,
    int headSize,
    int intermediate,
    int vocabulary,
    int positions,
    Activation activation,
    double eps,
    double scale,
    double attentionDropout,
    double headDropout,
    double initializerRange,
    long padTokenId,
    Frequencies near,
    Frequencies far,
    int window,
    List<Boolean> windowed,
    Bias bias,
    boolean tiesEmbeddings) {
  public Gemma3Shape {
    windowed = List.copyOf(windowed);
  }

  public static Gemma3Shape of(ModelConfig config) {
    int layers = config.size("num_hidden_layers", 26);
    int heads = config.size("num_attention_heads", 8);
    int keyHeads = config.size("num_key_value_heads", 4);
    config.requireMultiple("num_attention_heads", heads, "num_key_value_heads", keyHeads);
    int headSize = config.size("head_dim", 256);
    int positions = config.size("max_position_embeddings", 131_072);
    int window =
        Windows.size(config, OptionalInt.of(4096), false)
            .orElseThrow(() -> config.refusal("sliding_window must be a number, found null"));
    int pattern = config.size("sliding_window_pattern", 6);
    return new Gemma3Shape(
        config.size("hidden_size", 2304),
        layers,
        heads,
        keyHeads,
        headSize,
        config.size("intermediate_size", 9216),
        config.size("vocab_size", 262_208),
        positions,
        config.activation("hidden_activation", "gelu_pytorch_tanh"),
        config.positive("rms_norm_eps", 1e-6),
        1 / Math.sqrt(config.positive("query_pre_attn_scalar", 256)),
        config.probability("attention_dropout", 0),
        config.probability("classifier_dropout", 0.1),
        config.positive("initializer_range", 0.02),
        config.id("pad_token_id", 0),
        RotaryConfig.ofKind(
            config, RotaryConfig.NEAR, "rope_local_base_freq", false, headSize, positions, 10_000),
        RotaryConfig.ofKind(
            config, RotaryConfig.FULL, "rope_theta", true, headSize, positions, 1_000_000),
        window,
        Windows.listedOr(
            config, layers, OptionalInt.of(window), layer -> (layer + 1) % pattern != 0),
        Bias.said(config, "attention_bias", false),
        config.flag("tie_word_embeddings", true));
  }

  public boolean hasWindow(int layer) {
    return windowed.get(layer);
  }

  public ModelInfo info() {
    return new ModelInfo(
        hidden,
        layers,
        positions,
        0,
        tiesEmbeddings,
        ModelInfo.HEAD_NORM_EPS,
        headDropout,
        initializerRange,
        padTokenId);
  }
}
