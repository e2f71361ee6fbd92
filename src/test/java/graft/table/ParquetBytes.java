package graft.table;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** Writes Parquet files that no usual writer would, byte by byte: required texts, unpacked. */
final class ParquetBytes {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTE_ARRAY = 6;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ParquetBytes() {}

  /** One column whose dictionary has one text, which every row repeats. */
  static byte[] repeated(String text, int rows) {
    ParquetBytes file = new ParquetBytes();
    file.out.writeBytes(MAGIC);
    byte[] entry = text.getBytes(StandardCharsets.UTF_8);
    int dictionary = file.out.size();
    new Thrift(file.out)
        .number(1, 2)
        .number(2, 4 + entry.length)
        .number(3, 4 + entry.length)
        .struct(7, page -> page.number(1, 1).number(2, 0))
        .stop();
    file.out.writeBytes(little(entry.length));
    file.out.writeBytes(entry);
    int data = file.out.size();
    ByteArrayOutputStream indices = new ByteArrayOutputStream();
    indices.write(1);
    new Thrift(indices).varint((long) rows << 1);
    indices.write(0);
    new Thrift(file.out)
        .number(1, 0)
        .number(2, indices.size())
        .number(3, indices.size())
        .struct(5, page -> page.number(1, rows).number(2, 8).number(3, 3).number(4, 3))
        .stop();
    file.out.writeBytes(indices.toByteArray());
    return file.end(new String[] {"text"}, rows, dictionary, data);
  }

  /** So many columns, and no row. */
  static byte[] wide(int columns) {
    ParquetBytes file = new ParquetBytes();
    file.out.writeBytes(MAGIC);
    String[] names = IntStream.range(0, columns).mapToObj(i -> "c" + i).toArray(String[]::new);
    return file.end(names, 0, 4, 4);
  }

  private byte[] end(String[] names, int rows, int dictionary, int data) {
    int end = out.size();
    new Thrift(out)
        .number(1, 1)
        .structs(
            2,
            names.length + 1,
            (element, i) -> {
              if (i == 0) {
                element.text(4, "schema").number(5, names.length);
              } else {
                element.number(1, BYTE_ARRAY).number(3, 0).text(4, names[i - 1]).number(6, 0);
              }
            })
        .number(3, rows)
        .structs(
            4,
            1,
            (group, _) ->
                group
                    .structs(
                        1,
                        names.length,
                        (chunk, _) ->
                            chunk.struct(
                                3,
                                about ->
                                    about
                                        .number(1, BYTE_ARRAY)
                                        .number(4, 0)
                                        .number(5, rows)
                                        .number(6, end - dictionary)
                                        .number(7, end - dictionary)
                                        .number(9, data)
                                        .number(11, dictionary)))
                    .number(3, rows))
        .stop();
    int length = out.size() - end;
    out.writeBytes(little(length));
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }

  private static byte[] little(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }

  private interface Part {
    void write(Thrift part);
  }

  private interface Item {
    void write(Thrift item, int index);
  }

  /** The compact protocol of Apache Thrift. */
  private static final class Thrift {
    private final ByteArrayOutputStream out;
    private int last;

    Thrift(ByteArrayOutputStream out) {
      this.out = out;
    }

    Thrift number(int id, long value) {
      field(id, 6);
      varint(value << 1);
      return this;
    }

    Thrift text(int id, String value) {
      field(id, 8);
      varint(value.length());
      out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Thrift struct(int id, Part part) {
      field(id, 12);
      Thrift inner = new Thrift(out);
      part.write(inner);
      inner.stop();
      return this;
    }

    Thrift structs(int id, int count, Item item) {
      field(id, 9);
      out.write(0xfc);
      varint(count);
      for (int i = 0; i < count; i++) {
        Thrift inner = new Thrift(out);
        item.write(inner, i);
        inner.stop();
      }
      return this;
    }

    void varint(long value) {
      long left = value;
      while (left >= 0x80) {
        out.write((int) (left & 0x7f) | 0x80);
        left >>>= 7;
      }
      out.write((int) left);
    }

    void stop() {
      out.write(0);
    }

    private void field(int id, int type) {
      out.write((id - last) << 4 | type);
      last = id;
    }
  }
}
