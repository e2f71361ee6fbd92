package graft.model.shape;

import graft.architecture.Architecture;
import graft.architecture.ModelConfig;
import graft.model.ModelInfo;
import graft.model.block.Bias;
import graft.model.block.Frequencies;
import graft.site.Joint;
import graft.spec.Activation;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The sizes of a LLaMA or one of its relatives, from its config with the defaults of the reference.
 *
 * @param window how many positions layers with a window see
 * @param windowed for each layer whether it has the window
 * @param rotating for each layer whether queries and keys turn
 * @param joint of every sublayer
 */
public record LlamaShape(
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
    double attentionDropout,
    double headDropout,
    double initializerRange,
    long padTokenId,
    Frequencies frequencies,
    OptionalInt window,
    List<Boolean> windowed,
    List<Boolean> rotating,
    Joint joint,
    Bias projectionBias,
    Bias outputBias,
    Bias feedForwardBias,
    boolean normsHeads,
    boolean tiesEmbeddings) {
  private static final String KEY_HEADS = "num_key_value_heads";

  public LlamaShape {
    windowed = List.copyOf(windowed);
    rotating = List.copyOf(rotating);
  }

  public static LlamaShape of(Architecture architecture, ModelConfig config) {
    Kind kind = Kind.of(architecture.modelType());
    int hidden = config.size("hidden_size", 4096);
    int layers = config.size("num_hidden_layers", 32);
    int heads = config.size("num_attention_heads", 32);
    // Null means that every head has keys of its own, whatever is meant without the key.
    boolean saysNull = !config.isSet(KEY_HEADS) && config.json().containsKey(KEY_HEADS);
    int keyHeads = config.size(KEY_HEADS, saysNull ? heads : kind.keyHeads(heads));
    if (!config.isSet("head_dim") && kind != Kind.QWEN3) {
      config.requireMultiple("hidden_size", hidden, "num_attention_heads", heads);
    }
    config.requireMultiple("num_attention_heads", heads, KEY_HEADS, keyHeads);
    int headSize = config.size("head_dim", kind == Kind.QWEN3 ? 128 : hidden / heads);
    int positions = config.size("max_position_embeddings", kind.positions);
    // LLaMA has none, whatever its configuration says.
    OptionalInt window =
        kind == Kind.LLAMA
            ? OptionalInt.empty()
            : Windows.size(config, kind.windowByDefault, kind.asksForWindow);
    Bias attentionBias = kind.readsBias ? Bias.said(config, "attention_bias", false) : Bias.ABSENT;
    List<Boolean> rotating = Rotating.ofLayers(config, layers, kind == Kind.SMOLLM3);
    return new LlamaShape(
        hidden,
        layers,
        heads,
        keyHeads,
        headSize,
        config.size("intermediate_size", kind.intermediate),
        config.size("vocab_size", kind.vocabulary),
        positions,
        config.activation("hidden_act", "silu"),
        config.positive("rms_norm_eps", 1e-6),
        config.probability("attention_dropout", 0),
        config.probability("classifier_dropout", 0.1),
        config.positive("initializer_range", 0.02),
        Padding.orNone(config),
        RotaryConfig.of(config, headSize, positions, kind.theta),
        window,
        switch (kind) {
          case LLAMA -> Windows.alike(config, layers, window);
          // With a list, transformers takes a Mistral for a Ministral, whose layers are as listed.
          case MISTRAL -> Windows.listedOr(config, layers, window, layer -> true);
          case QWEN2, QWEN3 -> Windows.fromLayer(config, layers, window);
          case SMOLLM3 -> Windows.listedOr(config, layers, window, layer -> !rotating.get(layer));
        },
        rotating,
        kind.isHooked ? new Joint.Hooked() : new Joint.PreNorm(),
        kind == Kind.QWEN2 ? Bias.PRESENT : attentionBias,
        attentionBias,
        kind == Kind.LLAMA || kind == Kind.SMOLLM3
            ? Bias.said(config, "mlp_bias", false)
            : Bias.ABSENT,
        kind == Kind.QWEN3,
        config.flag("tie_word_embeddings", kind == Kind.SMOLLM3));
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

  public boolean rotates(int layer) {
    return rotating.get(layer);
  }

  public boolean hasWindow(int layer) {
    return windowed.get(layer);
  }

  /** What tells the relatives apart. */
  private enum Kind {
    LLAMA(2048, 11_008, 32_000, OptionalInt.empty(), false, true, false, 10_000),
    MISTRAL(131_072, 14_336, 32_000, OptionalInt.of(4096), false, false, false, 10_000),
    QWEN2(32_768, 22_016, 151_936, OptionalInt.of(4096), true, false, true, 10_000),
    QWEN3(32_768, 22_016, 151_936, OptionalInt.of(4096), true, true, true, 10_000),
    SMOLLM3(32_768, 11_008, 128_256, OptionalInt.empty(), true, true, false, 2_000_000);

    private final int positions;
    private final int intermediate;
    private final int vocabulary;
    private final OptionalInt windowByDefault;
    private final boolean asksForWindow;
    private final boolean readsBias;
    private final boolean isHooked;
    private final double theta;

    Kind(
        int positions,
        int intermediate,
        int vocabulary,
        OptionalInt windowByDefault,
        boolean asksForWindow,
        boolean readsBias,
        boolean isHooked,
        double theta) {
      this.positions = positions;
      this.intermediate = intermediate;
      this.vocabulary = vocabulary;
      this.windowByDefault = windowByDefault;
      this.asksForWindow = asksForWindow;
      this.readsBias = readsBias;
      this.isHooked = isHooked;
      this.theta = theta;
    }

    static Kind of(String modelType) {
      return valueOf(modelType.toUpperCase(Locale.ROOT));
    }

    int keyHeads(int heads) {
      return switch (this) {
        case LLAMA -> heads;
        case MISTRAL -> 8;
        case SMOLLM3 -> 4;
        case QWEN2, QWEN3 -> 32;
      };
    }
  }
}
