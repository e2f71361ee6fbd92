package graft.format.torch;

import graft.format.DType;
import java.util.Arrays;
import java.util.Optional;

/** The names that PyTorch has for storages of each element type. */
final class StorageClass {
  private StorageClass() {}

  static String of(DType dtype) {
    return switch (dtype) {
      case F64 -> "DoubleStorage";
      case F32 -> "FloatStorage";
      case F16 -> "HalfStorage";
      case BF16 -> "BFloat16Storage";
      case I64 -> "LongStorage";
      case I32 -> "IntStorage";
      case I16 -> "ShortStorage";
      case I8 -> "CharStorage";
      case U8 -> "ByteStorage";
      case BOOL -> "BoolStorage";
    };
  }

  static Optional<DType> dtype(String name) {
    return Arrays.stream(DType.values()).filter(dtype -> of(dtype).equals(name)).findFirst();
  }
}
