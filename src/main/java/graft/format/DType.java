package graft.format;

import java.util.Arrays;
import java.util.Optional;

/** The element types that files may hold, named as safetensors names them. */
public enum DType {
  F64(Double.BYTES),
  F32(Float.BYTES),
  F16(Short.BYTES),
  BF16(Short.BYTES),
  I64(Long.BYTES),
  I32(Integer.BYTES),
  I16(Short.BYTES),
  I8(Byte.BYTES),
  U8(Byte.BYTES),
  BOOL(Byte.BYTES);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** The type of this name, if it is one that this house reads. */
  public static Optional<DType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  public boolean isFloating() {
    return switch (this) {
      case F64, F32, F16, BF16 -> true;
      case I64, I32, I16, I8, U8, BOOL -> false;
    };
  }
}
