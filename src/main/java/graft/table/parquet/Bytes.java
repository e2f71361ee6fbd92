package graft.table.parquet;

import java.util.Arrays;

/** A stretch of bytes that is read from its front; never beyond its end. */
@SuppressWarnings("ArrayRecordComponent")
final class Bytes {
  private final byte[] data;
  private final int end;
  private int at;

  Bytes(byte[] data, int from, int end) {
    this.data = data;
    this.at = from;
    this.end = end;
  }

  Bytes(byte[] data) {
    this(data, 0, data.length);
  }

  int left() {
    return end - at;
  }

  int position() {
    return at;
  }

  int next() {
    need(1);
    return data[at++] & 0xff;
  }

  byte[] take(long count) {
    need(count);
    byte[] taken = Arrays.copyOfRange(data, at, at + (int) count);
    at += (int) count;
    return taken;
  }

  /** The next bytes as a stretch of their own. */
  Bytes slice(long count) {
    need(count);
    Bytes slice = new Bytes(data, at, at + (int) count);
    at += (int) count;
    return slice;
  }

  /** A number of up to 8 bytes, the lowest first. */
  long little(int count) {
    need(count);
    long number = 0;
    for (int i = 0; i < count; i++) {
      number |= (data[at + i] & 0xffL) << (8 * i);
    }
    at += count;
    return number;
  }

  int int32() {
    return (int) little(4);
  }

  /** ULEB128. */
  long varint() {
    long number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int part = next();
      number |= (part & 0x7fL) << shift;
      if (part < 0x80) {
        return number;
      }
    }
    throw new ParquetException("a number in it is longer than 64 bits");
  }

  long zigzag() {
    long number = varint();
    return (number >>> 1) ^ -(number & 1);
  }

  private void need(long count) {
    ParquetException.require(
        count >= 0 && count <= end - at, "it ends in the middle, or lies about a size");
  }
}
