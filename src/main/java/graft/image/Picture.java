package graft.image;

/**
 * A decoded picture.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 * @param samples 0 to 255, row by row, the channels of a pixel side by side; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, compared by nobody
public record Picture(int width, int height, int channels, byte[] samples) {
  private static final int RGB = 3;

  public Picture {
    if (samples.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          "%d samples for %d x %d x %d".formatted(samples.length, channels, height, width));
    }
  }

  /** As Pillow's {@code convert("RGB")}: grey in all three channels. */
  Picture colours() {
    if (channels == RGB) {
      return this;
    }
    byte[] three = new byte[RGB * samples.length];
    for (int i = 0; i < samples.length; i++) {
      three[RGB * i] = samples[i];
      three[RGB * i + 1] = samples[i];
      three[RGB * i + 2] = samples[i];
    }
    return new Picture(width, height, RGB, three);
  }

  /** As Pillow's {@code convert("L")}: ITU-R 601-2 luma in whole numbers. */
  Picture grey() {
    if (channels == 1) {
      return this;
    }
    byte[] one = new byte[width * height];
    for (int i = 0; i < one.length; i++) {
      int red = samples[RGB * i] & 0xff;
      int green = samples[RGB * i + 1] & 0xff;
      int blue = samples[RGB * i + 2] & 0xff;
      one[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
    }
    return new Picture(width, height, 1, one);
  }

  /** Channels first, as models take it. */
  byte[] planes() {
    byte[] planes = new byte[samples.length];
    int size = width * height;
    for (int i = 0; i < size; i++) {
      for (int channel = 0; channel < channels; channel++) {
        planes[channel * size + i] = samples[i * channels + channel];
      }
    }
    return planes;
  }
}
