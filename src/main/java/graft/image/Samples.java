package graft.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** The numbers in what the JDK's readers give, as they are stored: no colour is managed. */
final class Samples {
  private static final int RGB = 3;
  private static final int INKS = 4;

  private Samples() {}

  /** Grey, or red, green and blue; transparency is dropped. */
  static Picture of(BufferedImage image) {
    return image.getColorModel() instanceof IndexColorModel palette
        ? ofPalette(image.getRaster(), palette)
        : ofBands(image.getRaster());
  }

  private static Picture ofPalette(Raster raster, IndexColorModel palette) {
    int width = raster.getWidth();
    byte[] samples = new byte[RGB * width * raster.getHeight()];
    int[] row = new int[width];
    int last = palette.getMapSize() - 1;
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int index : row) {
        int colour = palette.getRGB(Math.min(index, last));
        samples[to++] = (byte) (colour >> 16);
        samples[to++] = (byte) (colour >> 8);
        samples[to++] = (byte) colour;
      }
    }
    return new Picture(width, raster.getHeight(), RGB, samples);
  }

  private static Picture ofBands(Raster raster) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int channels = bands < RGB ? 1 : RGB;
    int bits = raster.getSampleModel().getSampleSize(0);
    byte[] samples = new byte[channels * width * raster.getHeight()];
    int[] row = new int[bands * width];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < channels; channel++) {
          samples[to++] = (byte) eight(row[x * bands + channel], bits);
        }
      }
    }
    return new Picture(width, raster.getHeight(), channels, samples);
  }

  /** The upper eight bits, or fewer spread over eight. */
  private static int eight(int sample, int bits) {
    return bits >= 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1);
  }

  /**
   * Of inks, which Adobe stores upside down: as Pillow, {@code (255 - ink) (255 - black) / 255}.
   */
  static Picture ofInks(Raster raster, Jpeg file) {
    int width = raster.getWidth();
    byte[] samples = new byte[RGB * width * raster.getHeight()];
    int[] row = new int[INKS * width];
    boolean isYcck = file.isYcck();
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int black = row[x * INKS + 3];
        for (int channel = 0; channel < RGB; channel++) {
          int light = isYcck ? light(row, x * INKS, channel) : row[x * INKS + channel];
          samples[to++] = (byte) (black - share(255 - light, black));
        }
      }
    }
    return new Picture(width, raster.getHeight(), RGB, samples);
  }

  /** A colour of brightness and differences (ITU-R 601), rounded as libjpeg does. */
  private static int light(int[] row, int at, int channel) {
    int bright = row[at];
    int blue = row[at + 1] - 128;
    int red = row[at + 2] - 128;
    double light =
        switch (channel) {
          case 0 -> bright + 1.402 * red;
          case 1 -> bright - 0.344136 * blue - 0.714136 * red;
          default -> bright + 1.772 * blue;
        };
    return (int) Math.clamp(Math.round(light), 0, 255);
  }

  /** {@code a b / 255}, rounded. */
  private static int share(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }
}
