package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tensors to and from bytes of the host. */
public final class HostMemory {
  /** Element types of files. */
  public enum Type {
    F32,
    F16,
    BF16,
    F64,
    I64,
    I32,
    I16,
    I8,
    U8,
    BOOL
  }

  private HostMemory() {}

  /**
   * A tensor over little-endian bytes. On the processor nothing is copied: {@code bytes} is direct
   * and must outlive the tensor.
   *
   * @return a tensor of the type itself; bf16 is opaque (see the package)
   */
  public static NDArray view(NDManager manager, ByteBuffer bytes, Type type, long[] shape) {
    ByteBuffer little = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case F32 -> manager.create(little, new Shape(shape), DataType.FLOAT32);
      case F16 -> manager.create(little, new Shape(shape), DataType.FLOAT16);
      case F64 -> manager.create(little, new Shape(shape), DataType.FLOAT64);
      case I64 -> manager.create(little, new Shape(shape), DataType.INT64);
      case I32 -> manager.create(little, new Shape(shape), DataType.INT32);
      case I8 -> manager.create(little, new Shape(shape), DataType.INT8);
      case U8 -> manager.create(little, new Shape(shape), DataType.UINT8);
      case BOOL -> manager.create(little, new Shape(shape), DataType.BOOLEAN);
      case BF16 -> bfloat16(manager, little, shape);
      case I16 -> int32(manager, little, shape);
    };
  }

  /**
   * DJL has no word for bf16 (naming it ends the JVM), so the elements are widened, and narrowed
   * again by libtorch: exact.
   */
  private static NDArray bfloat16(NDManager manager, ByteBuffer bytes, long[] shape) {
    float[] wide = new float[bytes.remaining() / Short.BYTES];
    for (int i = 0; i < wide.length; i++) {
      wide[i] =
          Float.intBitsToFloat(bytes.getShort(bytes.position() + i * Short.BYTES) << Short.SIZE);
    }
    try (NDArray source = manager.create(wide, new Shape(shape))) {
      return Ops.toBfloat16(source);
    }
  }

  private static NDArray int32(NDManager manager, ByteBuffer bytes, long[] shape) {
    int[] wide = new int[bytes.remaining() / Short.BYTES];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = bytes.getShort(bytes.position() + i * Short.BYTES);
    }
    return manager.create(wide, new Shape(shape));
  }

  /** The elements in float32, row-major. */
  public static float[] floats(NDArray array) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        return Ops.toFloat(array).toFloatArray();
      }
    });
  }
}
