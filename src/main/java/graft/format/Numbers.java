package graft.format;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/** Looks through a tensor's numbers, in one pass over its bytes. */
public final class Numbers {
  /** All ones in an exponent say NaN or infinity. */
  private static final int HALF_EXPONENT = 0x7c00;

  private static final int BRAIN_EXPONENT = 0x7f80;

  private Numbers() {}

  /** The place of the first NaN or infinity, row-major; empty if there is none. */
  public static OptionalLong firstNotFinite(Tensor tensor) {
    return switch (tensor.dtype()) {
      case F32 -> single(tensor);
      case F64 -> twice(tensor);
      case F16 -> half(tensor, HALF_EXPONENT);
      case BF16 -> half(tensor, BRAIN_EXPONENT);
      case I64, I32, I16, I8, U8, BOOL -> OptionalLong.empty();
    };
  }

  private static OptionalLong single(Tensor tensor) {
    MemorySegment data = tensor.data();
    long count = tensor.elements();
    for (long i = 0; i < count; i++) {
      if (!Float.isFinite(data.get(Tensor.FLOAT, Float.BYTES * i))) {
        return OptionalLong.of(i);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong twice(Tensor tensor) {
    MemorySegment data = tensor.data();
    long count = tensor.elements();
    for (long i = 0; i < count; i++) {
      if (!Double.isFinite(data.get(Tensor.DOUBLE, Double.BYTES * i))) {
        return OptionalLong.of(i);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong half(Tensor tensor, int exponent) {
    MemorySegment data = tensor.data();
    long count = tensor.elements();
    for (long i = 0; i < count; i++) {
      if ((data.get(Tensor.SHORT, Short.BYTES * i) & exponent) == exponent) {
        return OptionalLong.of(i);
      }
    }
    return OptionalLong.empty();
  }
}
