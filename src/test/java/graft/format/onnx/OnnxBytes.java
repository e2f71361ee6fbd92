package graft.format.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the protobuf messages of small ONNX files. */
final class OnnxBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static OnnxBytes node(String name, String first, String second) {
    return new OnnxBytes().text(1, first).text(1, second).text(3, name).text(4, "MatMul");
  }

  /** A float tensor that holds 0, 1, 2 … */
  static OnnxBytes floats(String name, int... dims) {
    int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    ByteBuffer raw = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      raw.putFloat(i);
    }
    return tensor(name, 1, raw, dims);
  }

  static OnnxBytes longs(String name, int... dims) {
    int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    return tensor(name, 7, ByteBuffer.allocate(8 * size), dims);
  }

  private static OnnxBytes tensor(String name, int type, ByteBuffer raw, int... dims) {
    OnnxBytes tensor = new OnnxBytes();
    for (int dim : dims) {
      tensor.number(1, dim);
    }
    return tensor.number(2, type).text(8, name).bytes(9, raw.array());
  }

  OnnxBytes number(int field, long value) {
    varint(field << 3);
    varint(value);
    return this;
  }

  OnnxBytes text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  OnnxBytes message(int field, OnnxBytes message) {
    return bytes(field, message.bytes());
  }

  OnnxBytes bytes(int field, byte[] bytes) {
    varint(field << 3 | 2);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private void varint(long value) {
    for (long rest = value; ; rest >>>= 7) {
      if (rest < 128) {
        out.write((int) rest);
        return;
      }
      out.write((int) (rest & 0x7F | 0x80));
    }
  }
}
