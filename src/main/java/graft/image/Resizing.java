package graft.image;

/**
 * Pillow's {@code resize}: a filter that widens as a picture shrinks, first along rows, then along
 * columns, each in whole numbers of 22 fractional bits and rounded to eight bits.
 */
final class Resizing {
  private static final int FRACTION = 22;
  private static final int HALF = 1 << (FRACTION - 1);

  private Resizing() {}

  static Picture of(Picture picture, int width, int height, Resampling filter) {
    if (filter == Resampling.NEAREST) {
      return nearest(picture, width, height);
    }
    Picture wide =
        width == picture.width()
            ? picture
            : along(picture, Weights.of(picture.width(), width, filter));
    return height == wide.height() ? wide : down(wide, Weights.of(wide.height(), height, filter));
  }

  /**
   * What each new pixel is made of.
   *
   * @param first old pixel of each
   * @param shares of the old pixels from there on
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Weights(int[] first, int[][] shares) {
    static Weights of(int before, int after, Resampling filter) {
      double scale = (double) before / after;
      double stretch = Math.max(scale, 1);
      double support = filter.support() * stretch;
      int[] first = new int[after];
      int[][] shares = new int[after][];
      for (int i = 0; i < after; i++) {
        double centre = (i + 0.5) * scale;
        first[i] = Math.max(0, (int) (centre - support + 0.5));
        int end = Math.min(before, (int) (centre + support + 0.5));
        shares[i] = shares(first[i], end, centre, stretch, filter);
      }
      return new Weights(first, shares);
    }

    private static int[] shares(
        int from, int to, double centre, double stretch, Resampling filter) {
      double[] weights = new double[to - from];
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = filter.weight((i + from - centre + 0.5) * (1 / stretch));
        sum += weights[i];
      }
      int[] shares = new int[weights.length];
      for (int i = 0; i < shares.length; i++) {
        double share = (sum == 0 ? weights[i] : weights[i] / sum) * (1 << FRACTION);
        shares[i] = (int) (share < 0 ? share - 0.5 : share + 0.5);
      }
      return shares;
    }

    int size() {
      return first.length;
    }
  }

  private static Picture along(Picture picture, Weights weights) {
    int channels = picture.channels();
    byte[] samples = new byte[weights.size() * picture.height() * channels];
    int to = 0;
    for (int y = 0; y < picture.height(); y++) {
      int row = y * picture.width();
      for (int x = 0; x < weights.size(); x++) {
        int from = (row + weights.first()[x]) * channels;
        for (int channel = 0; channel < channels; channel++) {
          samples[to++] = mixed(picture.samples(), from + channel, channels, weights.shares()[x]);
        }
      }
    }
    return new Picture(weights.size(), picture.height(), channels, samples);
  }

  private static Picture down(Picture picture, Weights weights) {
    int line = picture.width() * picture.channels();
    byte[] samples = new byte[weights.size() * line];
    int to = 0;
    for (int y = 0; y < weights.size(); y++) {
      int from = weights.first()[y] * line;
      for (int i = 0; i < line; i++) {
        samples[to++] = mixed(picture.samples(), from + i, line, weights.shares()[y]);
      }
    }
    return new Picture(picture.width(), weights.size(), picture.channels(), samples);
  }

  private static byte mixed(byte[] samples, int from, int step, int[] shares) {
    int sum = HALF;
    int at = from;
    for (int share : shares) {
      sum += (samples[at] & 0xff) * share;
      at += step;
    }
    return (byte) Math.clamp(sum >> FRACTION, 0, 255);
  }

  /** Places are added up, as there, so that both round alike. */
  private static Picture nearest(Picture picture, int width, int height) {
    int[] columns = places(picture.width(), width);
    int[] rows = places(picture.height(), height);
    int channels = picture.channels();
    byte[] samples = new byte[width * height * channels];
    int to = 0;
    for (int row : rows) {
      for (int column : columns) {
        int from = (row * picture.width() + column) * channels;
        System.arraycopy(picture.samples(), from, samples, to, channels);
        to += channels;
      }
    }
    return new Picture(width, height, channels, samples);
  }

  private static int[] places(int before, int after) {
    double scale = (double) before / after;
    double place = scale * 0.5;
    int[] places = new int[after];
    for (int i = 0; i < after; i++) {
      places[i] = Math.min(before - 1, (int) place);
      place += scale;
    }
    return places;
  }
}
