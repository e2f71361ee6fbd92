package graft.format.torch;

import graft.format.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the pickle of a state dict: a dictionary from names to calls of {@code
 * _rebuild_tensor_v2}, without a memo. Tensor number i has storage i to itself.
 */
final class Pickler {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Pickler() {}

  static byte[] stateDict(List<Tensor> tensors) {
    Pickler pickler = new Pickler();
    pickler.op(Opcode.PROTO).op(2).op(Opcode.EMPTY_DICT).op(Opcode.MARK);
    for (int i = 0; i < tensors.size(); i++) {
      pickler.text(tensors.get(i).name()).tensor(tensors.get(i), i);
    }
    pickler.op(Opcode.SET_ITEMS).op(Opcode.STOP);
    return pickler.out.toByteArray();
  }

  private void tensor(Tensor tensor, int storage) {
    global("torch._utils", "_rebuild_tensor_v2").op(Opcode.MARK);
    storage(tensor, storage);
    number(0).tuple(tensor.shape()).tuple(strides(tensor.shape()));
    op(Opcode.FALSE); // does not require a gradient
    global("collections", "OrderedDict").op(Opcode.EMPTY_TUPLE).op(Opcode.REDUCE); // no hooks
    op(Opcode.TUPLE).op(Opcode.REDUCE);
  }

  private void storage(Tensor tensor, int key) {
    op(Opcode.MARK).text("storage").global("torch", StorageClass.of(tensor.dtype()));
    text(Integer.toString(key)).text("cpu").number(tensor.elements());
    op(Opcode.TUPLE).op(Opcode.PERSISTENT_ID);
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, shape[i]);
    }
    return strides;
  }

  private Pickler tuple(long... numbers) {
    op(Opcode.MARK);
    for (long number : numbers) {
      number(number);
    }
    return op(Opcode.TUPLE);
  }

  private Pickler number(long value) {
    if (value >= 0 && value <= 0xFF) {
      return op(Opcode.UINT8).op((int) value);
    }
    if (value >= 0 && value <= 0xFFFF) {
      return op(Opcode.UINT16).littleEndian(value, Short.BYTES);
    }
    return value == (int) value
        ? op(Opcode.INT32).littleEndian(value, Integer.BYTES)
        : op(Opcode.LONG1).op(Long.BYTES).littleEndian(value, Long.BYTES);
  }

  private Pickler text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op(Opcode.TEXT).littleEndian(bytes.length, Integer.BYTES);
    out.writeBytes(bytes);
    return this;
  }

  private Pickler global(String module, String symbol) {
    op(Opcode.GLOBAL);
    out.writeBytes((module + "\n" + symbol + "\n").getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  private Pickler littleEndian(long value, int bytes) {
    byte[] all =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    out.write(all, 0, bytes);
    return this;
  }

  private Pickler op(int code) {
    out.write(code);
    return this;
  }
}
