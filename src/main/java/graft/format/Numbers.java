package graft.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** Looks through a tensor's numbers, in one pass over its bytes and eight of them at a time. */
public final class Numbers {
  private static final ValueLayout.OfLong EIGHT =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Numbers() {}

  /** The place of the first NaN or infinity, row-major; empty if there is none. */
  public static OptionalLong firstNotFinite(Tensor tensor) {
    return firstNotFinite(tensor.dtype(), tensor.data());
  }

  /** The same of elements without a name. */
  public static OptionalLong firstNotFinite(DType dtype, MemorySegment data) {
    return switch (dtype) {
      case F64 -> first(data, Double.SIZE, 0x7ff0_0000_0000_0000L, 0x0010_0000_0000_0000L);
      case F32 -> first(data, Float.SIZE, 0x7f80_0000_7f80_0000L, 0x0080_0000_0080_0000L);
      case F16 -> first(data, Short.SIZE, 0x7c00_7c00_7c00_7c00L, 0x0400_0400_0400_0400L);
      case BF16 -> first(data, Short.SIZE, 0x7f80_7f80_7f80_7f80L, 0x0080_0080_0080_0080L);
      case I64, I32, I16, I8, U8, BOOL -> OptionalLong.empty();
    };
  }

  /**
   * All ones in an exponent say NaN or infinity: one more carries into the bit of the sign, which
   * the mask has left out, and no further.
   *
   * @param bits of an element
   * @param exponents the bits of all exponents
   * @param ones the lowest bit of each
   */
  private static OptionalLong first(MemorySegment data, int bits, long exponents, long ones) {
    long signs = exponents + ones;
    long whole = data.byteSize() / Long.BYTES * Long.BYTES;
    for (long at = 0; at < whole; at += Long.BYTES) {
      long carried = ((data.get(EIGHT, at) & exponents) + ones) & signs;
      if (carried != 0) {
        return place(at, carried, bits);
      }
    }
    long carried = ((rest(data, whole) & exponents) + ones) & signs;
    return carried == 0 ? OptionalLong.empty() : place(whole, carried, bits);
  }

  private static OptionalLong place(long at, long carried, int bits) {
    return OptionalLong.of((at * Byte.SIZE + Long.numberOfTrailingZeros(carried)) / bits);
  }

  /** The last bytes, with zeros behind them. */
  private static long rest(MemorySegment data, long from) {
    long rest = 0;
    for (long at = data.byteSize() - 1; at >= from; at--) {
      rest = rest << Byte.SIZE | data.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }
    return rest;
  }
}
