package graft.table.parquet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The compact protocol of Apache Thrift, as far as Parquet's metadata need it. */
final class Thrift {
  private static final int MOST_DEPTH = 24;
  private static final int MOST_VALUES = 3_000_000;

  /** Of one list: elements of the schema, columns, stretches of rows. */
  private static final int MOST_ITEMS = 40_000;

  private static final int STOP = 0;
  private static final int TRUE = 1;
  private static final int FALSE = 2;

  private final Bytes in;
  private int values;

  Thrift(Bytes in) {
    this.in = in;
  }

  Fields struct() {
    return struct(0);
  }

  private Fields struct(int depth) {
    ParquetException.require(depth < MOST_DEPTH, "its metadata nest too deep");
    Map<Integer, Object> fields = HashMap.newHashMap(4);
    int id = 0;
    for (int head = in.next(); (head & 0x0f) != STOP; head = in.next()) {
      int delta = head >>> 4;
      id = delta == 0 ? (int) in.zigzag() : id + delta;
      fields.put(id, value(head & 0x0f, depth, false));
    }
    return new Fields(fields);
  }

  /**
   * @param isItem whether it stands in a list, where booleans take a byte
   */
  private Object value(int type, int depth, boolean isItem) {
    ParquetException.require(++values <= MOST_VALUES, "its metadata hold too many values");
    return switch (type) {
      case TRUE, FALSE -> isItem ? in.next() == TRUE : type == TRUE;
      case 3 -> (long) (byte) in.next();
      case 4, 5, 6 -> in.zigzag();
      case 7 -> Double.longBitsToDouble(in.little(8));
      case 8 -> in.take(in.varint());
      case 9, 10 -> list(depth);
      case 11 -> map(depth);
      case 12 -> struct(depth + 1);
      default ->
          throw new ParquetException("its metadata hold something of the unknown type " + type);
    };
  }

  private List<Object> list(int depth) {
    int head = in.next();
    long size = head >>> 4 == 15 ? in.varint() : head >>> 4;
    ParquetException.require(
        size >= 0 && size <= in.left(), "a list in its metadata is longer than the file");
    ParquetException.require(
        size <= MOST_ITEMS,
        "it has %d columns or row groups; at most %d are read".formatted(size, MOST_ITEMS));
    List<Object> items = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      items.add(value(head & 0x0f, depth + 1, true));
    }
    return items;
  }

  /** Nothing that is wanted is a map: it is read over. */
  private Object map(int depth) {
    long size = in.varint();
    ParquetException.require(
        size >= 0 && size <= in.left(), "a map in its metadata is longer than the file");
    int types = size == 0 ? 0 : in.next();
    for (long i = 0; i < size; i++) {
      var _ = value(types >>> 4, depth + 1, true);
      var _ = value(types & 0x0f, depth + 1, true);
    }
    return List.of();
  }
}
