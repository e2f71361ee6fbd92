package graft.format;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * An array that is made when it is written, so that a file of many takes the memory of one.
 *
 * @param shape sizes, outermost first; never negative
 * @param content writes {@code elements * dtype.bytes()} bytes, little-endian and row-major, and
 *     the same ones whenever it is called
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
public record MadeTensor(String name, DType dtype, long[] shape, Consumer<OutputStream> content)
    implements WritableTensor {
  public MadeTensor {
    shape = shape.clone();
    long _ = Tensor.elements(shape);
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public MadeTensor named(String other) {
    return new MadeTensor(other, dtype, shape, content);
  }

  @Override
  public void writeTo(OutputStream out) {
    content.accept(out);
  }

  @Override
  public String toString() {
    return name + " " + dtype + Arrays.toString(shape);
  }
}
