package graft.table.parquet;

/** Snappy's raw format: literals and copies from what is written already. */
final class Snappy {
  private static final String BROKEN = "a Snappy page is broken";

  private Snappy() {}

  static byte[] unpack(Bytes in, int size) {
    ParquetException.require(in.varint() == size, "a Snappy page has not the size that it claims");
    byte[] out = new byte[size];
    int at = 0;
    while (in.left() > 0) {
      int tag = in.next();
      if ((tag & 3) == 0) {
        long length = 1 + literal(in, tag >>> 2);
        ParquetException.require(length <= size - at, BROKEN);
        System.arraycopy(in.take(length), 0, out, at, (int) length);
        at += (int) length;
      } else {
        int length = (tag & 3) == 1 ? 4 + (tag >>> 2 & 7) : 1 + (tag >>> 2);
        at = copy(out, at, length, offset(in, tag));
      }
    }
    ParquetException.require(at == size, BROKEN);
    return out;
  }

  private static long literal(Bytes in, int code) {
    return code < 60 ? code : in.little(code - 59);
  }

  private static long offset(Bytes in, int tag) {
    return switch (tag & 3) {
      case 1 -> (tag >>> 5) << 8 | in.next();
      case 2 -> in.little(2);
      default -> in.little(4);
    };
  }

  /** Byte by byte, since a copy may overlap itself. */
  private static int copy(byte[] out, int at, int length, long offset) {
    ParquetException.require(offset >= 1 && offset <= at && length <= out.length - at, BROKEN);
    for (int i = 0; i < length; i++) {
      out[at + i] = out[at + i - (int) offset];
    }
    return at + length;
  }
}
