package graft.data.picture;

import graft.image.ImageProcessor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The numbers of many pictures of one size, mapped from a file that nobody else sees; the mapping
 * goes when this does. Safe for many threads.
 */
public sealed interface PixelRows {
  /** What the model takes of a row; the caller's own. */
  float[] values(int row);

  /** Levels of 0 to 255, as decoded pictures have them. */
  record Levels(MemorySegment rows, ImageProcessor processor) implements PixelRows {
    @Override
    public float[] values(int row) {
      int size = processor.shape().size();
      return processor.normalised(
          rows.asSlice((long) row * size, size).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /**
   * Numbers that were given as the model takes them.
   *
   * @param size of a row
   */
  record Ready(MemorySegment rows, int size) implements PixelRows {
    static final ValueLayout.OfFloat FLOAT =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public float[] values(int row) {
      long bytes = (long) size * Float.BYTES;
      return rows.asSlice(row * bytes, bytes).toArray(FLOAT);
    }
  }
}
