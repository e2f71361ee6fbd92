package graft.format.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes pickles opcode by opcode, as the table in the format's description lists them. */
final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An archive with this pickle, and one storage. */
  static byte[] archive(byte[] pickle, byte[] storage) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "archive/data.pkl", pickle);
      store(zip, "archive/data/0", storage);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
  }

  PickleBytes start() {
    return op(0x80, 2, '}', '(');
  }

  PickleBytes end() {
    return op('u', '.');
  }

  PickleBytes tensor(String storage, int elements, int offset, int[] shape, int[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op('(');
    op('(').text("storage").global("torch", storage).text("0").text("cpu").number(elements);
    op('t', 'Q').number(offset).tuple(shape).tuple(strides).op(0x89);
    return global("collections", "OrderedDict").op(')', 'R', 't', 'R');
  }

  PickleBytes tuple(int... numbers) {
    op('(');
    for (int number : numbers) {
      number(number);
    }
    return op('t');
  }

  PickleBytes number(int number) {
    if (number >= 0 && number < 256) {
      return op('K', number);
    }
    op('J');
    return littleEndian(number);
  }

  PickleBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op('X').littleEndian(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  PickleBytes global(String module, String symbol) {
    op('c');
    out.writeBytes((module + "\n" + symbol + "\n").getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  PickleBytes op(int... codes) {
    for (int code : codes) {
      out.write(code);
    }
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private PickleBytes littleEndian(int number) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
    return this;
  }
}
