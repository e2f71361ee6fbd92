package graft.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** How a camera was held: tag {@code Orientation} of EXIF data (a TIFF directory). */
final class Exif {
  private static final int ORIENTATION = 0x112;
  private static final int ENTRY = 12;
  private static final int MIRRORED = 2;
  private static final int TURNED = 3;
  private static final int FLIPPED = 4;
  private static final int TRANSPOSED = 5;
  private static final int TURNED_RIGHT = 6;
  private static final int TRANSVERSED = 7;
  private static final int TURNED_LEFT = 8;

  private Exif() {}

  /** The picture as it was seen; as it is stored where nothing says how that was. */
  static Picture upright(Optional<byte[]> exif, Picture stored) {
    int orientation = exif.map(Exif::orientation).orElse(1);
    return orientation > 1 && orientation <= TURNED_LEFT ? turned(stored, orientation) : stored;
  }

  private static int orientation(byte[] exif) {
    try {
      ByteBuffer tiff = ByteBuffer.wrap(exif);
      tiff.order(exif[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = tiff.getInt(4);
      int entries = tiff.getShort(directory) & 0xffff;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + i * ENTRY;
        if ((tiff.getShort(entry) & 0xffff) == ORIENTATION) {
          return tiff.getShort(entry + 8) & 0xffff;
        }
      }
      return 1;
    } catch (IndexOutOfBoundsException | BufferUnderflowException broken) {
      return 1;
    }
  }

  private static Picture turned(Picture stored, int orientation) {
    boolean swaps = orientation >= TRANSPOSED;
    int width = swaps ? stored.height() : stored.width();
    int height = swaps ? stored.width() : stored.height();
    int channels = stored.channels();
    byte[] samples = new byte[stored.samples().length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = source(x, y, stored, orientation) * channels;
        System.arraycopy(stored.samples(), from, samples, (y * width + x) * channels, channels);
      }
    }
    return new Picture(width, height, channels, samples);
  }

  /** The stored pixel that is seen at a place. */
  private static int source(int x, int y, Picture stored, int orientation) {
    int right = stored.width() - 1;
    int bottom = stored.height() - 1;
    return switch (orientation) {
      case MIRRORED -> at(right - x, y, stored);
      case TURNED -> at(right - x, bottom - y, stored);
      case FLIPPED -> at(x, bottom - y, stored);
      case TRANSPOSED -> at(y, x, stored);
      case TURNED_RIGHT -> at(y, bottom - x, stored);
      case TRANSVERSED -> at(right - y, bottom - x, stored);
      case TURNED_LEFT -> at(right - y, x, stored);
      default -> at(x, y, stored);
    };
  }

  private static int at(int x, int y, Picture stored) {
    return y * stored.width() + x;
  }
}
