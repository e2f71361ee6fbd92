package graft.image;

import java.util.OptionalDouble;

/**
 * What a model's pictures go through before it, in the reference's order: colours, resizing,
 * cropping, rescaling, normalising.
 *
 * @param shape of what the model takes
 */
public record ImageProcessor(PixelShape shape, ImageProcessorConfig config) {
  private static final int LEVELS = 256;

  /**
   * A picture as the model sees it but for the scale of its numbers.
   *
   * @return 0 to 255, channels first: as many as the shape has
   * @throws BrokenPictureException if it does not come out in the model's size
   */
  public byte[] pixels(Picture picture) {
    Picture cut = config.sized(inColours(picture));
    if (cut.height() != shape.height() || cut.width() != shape.width()) {
      throw new BrokenPictureException(
          "the picture is %d x %d pixels where the model takes %d x %d, and %s does not make it so"
              .formatted(
                  cut.height(),
                  cut.width(),
                  shape.height(),
                  shape.width(),
                  ImageProcessorConfig.FILE));
    }
    return cut.planes();
  }

  private Picture inColours(Picture picture) {
    return switch (shape.channels()) {
      case 1 -> picture.grey();
      case 3 -> picture.colours();
      default ->
          throw new BrokenPictureException(
              "the model takes %d channels, which no picture has; give pixel_values"
                  .formatted(shape.channels()));
    };
  }

  /**
   * The numbers that the model takes.
   *
   * @param pixels as {@link #pixels} gives them
   */
  public float[] normalised(byte[] pixels) {
    float[] values = new float[pixels.length];
    int size = shape.height() * shape.width();
    for (int channel = 0; channel < shape.channels(); channel++) {
      float[] levels = levels(channel);
      for (int i = channel * size; i < (channel + 1) * size; i++) {
        values[i] = levels[pixels[i] & 0xff];
      }
    }
    return values;
  }

  /** What each level of a channel becomes, in the reference's float32. */
  private float[] levels(int channel) {
    float[] levels = new float[LEVELS];
    OptionalDouble factor = config.rescale();
    for (int level = 0; level < LEVELS; level++) {
      float scaled = factor.isPresent() ? (float) (level * factor.getAsDouble()) : level;
      levels[level] = config.normal().map(normal -> normal.of(scaled, channel)).orElse(scaled);
    }
    return levels;
  }
}
