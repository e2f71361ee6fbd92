package graft.table.parquet;

import java.util.Arrays;

/** Byte arrays whose lengths stand before them, perhaps sharing their beginning with the last. */
final class DeltaBytes {
  private DeltaBytes() {}

  /** DELTA_LENGTH_BYTE_ARRAY. */
  static Values plain(Bytes in) {
    int[] lengths = numbers(in);
    int[] at = {0};
    return () -> in.take(nth(lengths, at[0]++));
  }

  /** DELTA_BYTE_ARRAY. */
  static Values prefixed(Bytes in) {
    int[] prefixes = numbers(in);
    Values suffixes = plain(in);
    int[] at = {0};
    byte[][] last = {new byte[0]};
    return () -> {
      int prefix = nth(prefixes, at[0]++);
      byte[] suffix = (byte[]) suffixes.next();
      ParquetException.require(
          prefix >= 0 && prefix <= last[0].length, "a page shares more bytes than there are");
      byte[] whole = Arrays.copyOf(last[0], prefix + suffix.length);
      System.arraycopy(suffix, 0, whole, prefix, suffix.length);
      last[0] = whole;
      return whole;
    };
  }

  private static int nth(int[] numbers, int index) {
    ParquetException.require(index < numbers.length, "a page holds fewer values than it claims");
    return numbers[index];
  }

  private static int[] numbers(Bytes in) {
    DeltaInts ints = new DeltaInts(in);
    ParquetException.require(
        ints.count() >= 0 && ints.count() <= Values.MOST_LAID_OUT,
        "a page has more than " + Values.MOST_LAID_OUT + " values");
    int[] numbers = new int[(int) ints.count()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (int) ints.next();
    }
    ints.finish();
    return numbers;
  }
}
