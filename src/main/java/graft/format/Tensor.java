package graft.format;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A named array as a file holds it: little-endian, row-major, without gaps.
 *
 * <p>A tensor that was read is a read-only slice of its mapped file and must not be used once the
 * {@link Tensors} that it came from are closed. Two tensors are equal if their bytes are.
 *
 * @param shape sizes, outermost first; empty for a scalar; never negative
 * @param data exactly {@code elements * dtype.bytes()} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
public record Tensor(String name, DType dtype, long[] shape, MemorySegment data)
    implements WritableTensor {
  private static final int CHUNK = 1 << 20;
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  public Tensor {
    shape = shape.clone();
    long expected = Math.multiplyExact(elements(shape), dtype.bytes());
    if (data.byteSize() != expected) {
      throw new IllegalArgumentException(
          "tensor %s: %s %s needs %d bytes, found %d"
              .formatted(name, dtype, Arrays.toString(shape), expected, data.byteSize()));
    }
  }

  /** An F32 tensor on the heap with a copy of {@code values}. */
  public static Tensor of(String name, long[] shape, float... values) {
    MemorySegment data = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
    MemorySegment.copy(values, 0, data, FLOAT, 0, values.length);
    return new Tensor(name, DType.F32, shape, data);
  }

  /**
   * The product of the sizes.
   *
   * @throws ArithmeticException if it does not fit a long
   * @throws IllegalArgumentException if a size is negative
   */
  public static long elements(long[] shape) {
    long product = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("negative size in " + Arrays.toString(shape));
      }
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** How many elements it has; 1 for a scalar. */
  public long elements() {
    return elements(shape);
  }

  @Override
  public Tensor named(String other) {
    return new Tensor(other, dtype, shape, data);
  }

  /** The same bytes in another shape of as many elements. */
  public Tensor reshaped(long... other) {
    return new Tensor(name, dtype, other, data);
  }

  /**
   * The bytes as a little-endian buffer over the same memory; direct if it was read from a file.
   *
   * @throws UnsupportedOperationException above 2 GiB, where only {@link #data} reaches
   */
  public ByteBuffer buffer() {
    return data.asByteBuffer().order(LITTLE_ENDIAN);
  }

  /** Lets go of the pages of a mapped file that are behind it. */
  @Override
  public void writeTo(OutputStream out) {
    byte[] chunk = new byte[(int) Math.min(CHUNK, data.byteSize())];
    try {
      for (long at = 0; at < data.byteSize(); at += chunk.length) {
        int length = (int) Math.min(chunk.length, data.byteSize() - at);
        MemorySegment.copy(data, at, MemorySegment.ofArray(chunk), 0, length);
        out.write(chunk, 0, length);
      }
      MappedPages.release(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A copy of the values as floats: exact for F32, F16 and BF16, rounded for F64.
   *
   * @throws IllegalStateException if the type is not a floating one
   */
  public float[] floats() {
    float[] values = new float[Math.toIntExact(elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = floatAt(i);
    }
    return values;
  }

  private float floatAt(long i) {
    return switch (dtype) {
      case F32 -> data.get(FLOAT, Float.BYTES * i);
      case F64 -> (float) data.get(DOUBLE, Double.BYTES * i);
      case F16 -> Float.float16ToFloat(data.get(SHORT, Short.BYTES * i));
      case BF16 -> Float.intBitsToFloat(data.get(SHORT, Short.BYTES * i) << 16);
      case I64, I32, I16, I8, U8, BOOL ->
          throw new IllegalStateException("tensor " + name + " is " + dtype + ", not floating");
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && name.equals(that.name)
        && dtype == that.dtype
        && Arrays.equals(shape, that.shape)
        && data.mismatch(that.data) < 0;
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return name + " " + dtype + Arrays.toString(shape);
  }
}
