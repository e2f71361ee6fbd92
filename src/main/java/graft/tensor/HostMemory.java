package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;

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

  /** Elements that are looked at together, where it need not be all of them. */
  private static final long PIECE = 1 << 20;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private HostMemory() {}

  /**
   * A tensor over little-endian bytes, however many they are. On the processor nothing is copied
   * but 16-bit integers: {@code bytes} are outside the heap and must outlive the tensor.
   *
   * @return a tensor of the type itself; bf16 is opaque (see the package), 16-bit integers are
   *     widened to 32
   */
  public static NDArray view(NDManager manager, MemorySegment bytes, Type type, long[] shape) {
    return switch (type) {
      case F32 -> over(manager, bytes, DataType.FLOAT32, shape);
      case F16 -> over(manager, bytes, DataType.FLOAT16, shape);
      case F64 -> over(manager, bytes, DataType.FLOAT64, shape);
      case I64 -> over(manager, bytes, DataType.INT64, shape);
      case I32 -> over(manager, bytes, DataType.INT32, shape);
      case I8 -> over(manager, bytes, DataType.INT8, shape);
      case U8 -> over(manager, bytes, DataType.UINT8, shape);
      case BOOL -> over(manager, bytes, DataType.BOOLEAN, shape);
      case BF16 -> bfloat16(manager, bytes, shape);
      case I16 -> int32(manager, bytes, shape);
    };
  }

  /**
   * DJL's own way counts elements in an int, and a buffer ends at 2 GiB. Here the buffer brings no
   * more than the address; what libtorch reads from there is as long as the shape says.
   */
  private static NDArray over(NDManager manager, MemorySegment bytes, DataType type, long[] shape) {
    if (!bytes.isNative()) {
      throw new IllegalArgumentException("the bytes of a tensor must be outside the heap");
    }
    ByteBuffer address = bytes.asSlice(0, Math.min(bytes.byteSize(), 1)).asByteBuffer();
    return JniUtils.createNdFromByteBuffer(
        (PtNDManager) manager,
        address,
        new Shape(shape),
        type,
        SparseFormat.DENSE,
        manager.getDevice());
  }

  /** DJL has no word for bf16 (naming it ends the JVM), but one for elements of that size. */
  private static NDArray bfloat16(NDManager manager, MemorySegment bytes, long[] shape) {
    try (NDArray halves = over(manager, bytes, DataType.FLOAT16, shape)) {
      return Ops.readAsBfloat16(halves);
    }
  }

  private static NDArray int32(NDManager manager, MemorySegment bytes, long[] shape) {
    int[] wide = new int[Math.toIntExact(bytes.byteSize() / Short.BYTES)];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = bytes.get(SHORT, (long) i * Short.BYTES);
    }
    return manager.create(wide, new Shape(shape));
  }

  /**
   * All elements in float32, row-major, some at a time: takes the memory of a few, whatever the
   * array's size, and none of the heap, which would keep what it once grew to.
   *
   * @param some looks at them where they are; they are gone when it returns
   */
  public static void floats(NDArray array, Consumer<FloatBuffer> some) {
    Gradients.off(() -> {
      try (Scope _ = new Scope()) {
        NDArray flat = array.reshape(new Shape(-1));
        long size = array.getShape().size();
        for (long from = 0; from < size; from += PIECE) {
          try (Scope _ = new Scope()) {
            NDArray piece = Ops.slice(flat, 0, from, Math.min(size, from + PIECE));
            some.accept(Ops.toFloat(piece).toByteBuffer(true).asFloatBuffer());
          }
        }
      }
      return array;
    });
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
