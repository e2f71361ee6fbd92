package graft.table.parquet;

import java.util.ArrayList;
import java.util.List;

/** The values of one page, in order, as they are stored. */
interface Values {
  int PLAIN = 0;
  int PLAIN_DICTIONARY = 2;
  int RLE = 3;
  int DELTA_BINARY_PACKED = 5;
  int DELTA_LENGTH_BYTE_ARRAY = 6;
  int DELTA_BYTE_ARRAY = 7;
  int RLE_DICTIONARY = 8;
  int BYTE_STREAM_SPLIT = 9;

  /** Most values that are laid out before they are read. */
  int MOST_LAID_OUT = 1 << 22;

  Object next();

  static Values of(int encoding, Kind kind, Bytes in, List<Object> dictionary) {
    Physical type = kind.physical();
    return switch (encoding) {
      case PLAIN -> type == Physical.BOOLEAN ? bits(in) : () -> plain(kind, in);
      case PLAIN_DICTIONARY, RLE_DICTIONARY -> indexed(in, dictionary);
      case RLE -> {
        ParquetException.require(type == Physical.BOOLEAN, "a page is written in a wrong way");
        HybridInts ints = new HybridInts(in.slice(in.little(4)), 1);
        yield () -> ints.next() == 1;
      }
      case DELTA_BINARY_PACKED -> {
        DeltaInts ints = new DeltaInts(in);
        yield type == Physical.INT32 ? () -> (long) (int) ints.next() : ints::next;
      }
      case DELTA_LENGTH_BYTE_ARRAY -> DeltaBytes.plain(in);
      case DELTA_BYTE_ARRAY -> DeltaBytes.prefixed(in);
      case BYTE_STREAM_SPLIT -> split(kind, in);
      default -> throw new ParquetException("a page is written in an unknown way, " + encoding);
    };
  }

  /** All of a dictionary page. */
  static List<Object> dictionary(Kind kind, Bytes in, long count) {
    ParquetException.require(
        count >= 0 && count <= in.left(), "a dictionary is longer than its page");
    List<Object> all = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      all.add(plain(kind, in));
    }
    return all;
  }

  private static Object plain(Kind kind, Bytes in) {
    return switch (kind.physical()) {
      case BOOLEAN -> in.next() != 0;
      case INT32 -> (long) in.int32();
      case INT64 -> in.little(8);
      case FLOAT -> Float.intBitsToFloat(in.int32());
      case DOUBLE -> Double.longBitsToDouble(in.little(8));
      case INT96 -> in.take(12);
      case BYTE_ARRAY -> in.take(in.little(4));
      case FIXED_LEN_BYTE_ARRAY -> in.take(kind.typeLength());
    };
  }

  private static Values bits(Bytes in) {
    int[] state = {0, 0};
    return () -> {
      if (state[1] == 0) {
        state[0] = in.next();
        state[1] = 8;
      }
      boolean bit = (state[0] & 1) == 1;
      state[0] >>>= 1;
      state[1]--;
      return bit;
    };
  }

  private static Values indexed(Bytes in, List<Object> dictionary) {
    // A page without values may have no width.
    HybridInts indices = new HybridInts(in, in.left() == 0 ? 0 : in.next());
    return () -> {
      int index = indices.next();
      ParquetException.require(
          index >= 0 && index < dictionary.size(), "a page points outside its dictionary");
      return dictionary.get(index);
    };
  }

  /** The first bytes of all values, then the second ones. */
  private static Values split(Kind kind, Bytes in) {
    int width = kind.physical().width(kind.typeLength());
    ParquetException.require(width > 0, "a page is written in a wrong way");
    int count = in.left() / width;
    byte[] all = in.take(in.left());
    int[] at = {0};
    return () -> {
      ParquetException.require(at[0] < count, "a page holds fewer values than it claims");
      byte[] value = new byte[width];
      for (int i = 0; i < width; i++) {
        value[i] = all[i * count + at[0]];
      }
      at[0]++;
      return plain(kind, new Bytes(value));
    };
  }
}
