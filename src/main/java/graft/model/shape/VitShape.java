package graft.model.shape;

import graft.architecture.ModelConfig;
import graft.image.PixelShape;
import graft.model.ModelInfo;
import graft.model.block.Bias;
import graft.spec.Activation;
import java.util.List;
import java.util.Optional;

/**
 * The sizes of a ViT, from its config with the defaults of the reference.
 *
 * @param picture that it takes
 * @param patch of it, as many channels
 */
public record VitShape(
    int hidden,
    int layers,
    int heads,
    int intermediate,
    PixelShape picture,
    PixelShape patch,
    Activation activation,
    double eps,
    double hiddenDropout,
    double attentionDropout,
    double initializerRange,
    Bias projectionBias) {
  public static VitShape of(ModelConfig config) {
    int channels = config.size("num_channels", 3);
    VitShape shape =
        new VitShape(
            config.size("hidden_size", 768),
            config.size("num_hidden_layers", 12),
            config.size("num_attention_heads", 12),
            config.size("intermediate_size", 3072),
            pixels("image_size", channels, 224, config),
            pixels("patch_size", channels, 16, config),
            config.activation("hidden_act", "gelu"),
            config.positive("layer_norm_eps", 1e-12),
            config.probability("hidden_dropout_prob", 0),
            config.probability("attention_probs_dropout_prob", 0),
            config.positive("initializer_range", 0.02),
            Bias.said(config, "qkv_bias", true));
    config.requireMultiple("hidden_size", shape.hidden, "num_attention_heads", shape.heads);
    config.requireMultiple(
        "image_size", shape.picture.height(), "patch_size", shape.patch.height());
    config.requireMultiple("image_size", shape.picture.width(), "patch_size", shape.patch.width());
    return shape;
  }

  /** One number for both sides, or height and width. */
  private static PixelShape pixels(String key, int channels, int fallback, ModelConfig config) {
    if (config.json().get(key) instanceof List<?> sides) {
      if (sides.size() == 2
          && sides.getFirst() instanceof Integer height
          && sides.getLast() instanceof Integer width
          && height > 0
          && width > 0) {
        return new PixelShape(channels, height, width);
      }
      throw config.refusal(key + " must be a whole number, or two: height and width");
    }
    int side = config.size(key, fallback);
    return new PixelShape(channels, side, side);
  }

  /** The patches, and what stands before them. */
  public int positions() {
    return 1 + picture.height() / patch.height() * (picture.width() / patch.width());
  }

  public int headSize() {
    return hidden / heads;
  }

  /** What heads and recipes need to know of such a model. */
  public ModelInfo info() {
    return new ModelInfo(
        hidden,
        layers,
        positions(),
        0,
        false,
        eps,
        0,
        initializerRange,
        ModelInfo.NO_PADDING,
        Optional.empty(),
        Optional.of(picture));
  }
}
