package graft.data.picture;

import graft.image.ImageProcessor;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the pixels of rows one after the other. The file is gone as soon as this is closed, and
 * what was mapped of it stays readable. Used by one thread.
 */
public final class PixelWriter implements AutoCloseable {
  /** What is temporary ends so, wherever data are kept. */
  private static final String SCRATCH = ".part";

  private static final int BUFFER = 1 << 20;

  /** Some four hundred thousand pictures of 224 x 224. */
  private static final long MOST_BYTES = 64L << 30;

  private final Path file;
  private final OutputStream out;
  private long bytes;

  private PixelWriter(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * @param directory with room for data
   */
  public static PixelWriter in(Path directory) {
    try {
      Path file = Files.createTempFile(directory, "pixels.", SCRATCH);
      // Not by a channel, which an interrupt would close.
      return new PixelWriter(
          file, new BufferedOutputStream(new FileOutputStream(file.toFile()), BUFFER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Levels of a picture. */
  public void add(byte[] levels) {
    bytes += levels.length;
    if (bytes > MOST_BYTES) {
      throw new GraftException(
          ErrorCode.TOO_LARGE,
          "the pictures have more than %d bytes of pixels; give fewer".formatted(MOST_BYTES));
    }
    try {
      out.write(levels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers as the model takes them. */
  public void add(float[] values) {
    ByteBuffer row = ByteBuffer.allocate(values.length * Float.BYTES);
    row.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    add(row.array());
  }

  /** All levels that were added. */
  public PixelRows levels(ImageProcessor processor) {
    return new PixelRows.Levels(mapped(), processor);
  }

  /**
   * All numbers that were added.
   *
   * @param size of a row
   */
  public PixelRows values(int size) {
    return new PixelRows.Ready(mapped(), size);
  }

  private MemorySegment mapped() {
    try {
      out.flush();
      try (FileChannel channel = FileChannel.open(file)) {
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, Arena.ofAuto());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
