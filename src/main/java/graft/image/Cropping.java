package graft.image;

/** The reference's {@code center_crop}: what is smaller stands in the middle of black. */
final class Cropping {
  private Cropping() {}

  static Picture centre(Picture picture, Size.Exact size) {
    int channels = picture.channels();
    byte[] samples = new byte[size.width() * size.height() * channels];
    int top = offset(picture.height(), size.height());
    int left = offset(picture.width(), size.width());
    for (int y = Math.max(0, -top); y < size.height() && y + top < picture.height(); y++) {
      int from = Math.max(0, -left);
      int to = Math.min(size.width(), picture.width() - left);
      System.arraycopy(
          picture.samples(),
          ((y + top) * picture.width() + from + left) * channels,
          samples,
          (y * size.width() + from) * channels,
          (to - from) * channels);
    }
    return new Picture(size.width(), size.height(), channels, samples);
  }

  /** Where the cut begins in the picture; below 0 where the picture is the smaller one. */
  private static int offset(int before, int after) {
    return Math.floorDiv(before - after, 2);
  }
}
