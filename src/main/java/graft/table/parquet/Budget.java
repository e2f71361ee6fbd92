package graft.table.parquet;

/**
 * What one file may cost its reader. A few bytes of Parquet can stand for any number of values, so
 * each is counted where it is made.
 */
final class Budget {
  private static final long MOST_HELD = 128L << 20;

  /** Of a file of no size; about a second's work. */
  private static final long ALWAYS_READ = 1L << 17;

  /** Of each byte of the file; texts that repeat need far less. */
  private static final int VALUES_A_BYTE = 100;

  private final long mostBytes;
  private final long mostRowBytes;
  private final long mostValues;
  private long unpacked;
  private long handedOut;
  private long values;
  private long ofRow;
  private long held;

  /**
   * @param fileBytes size of the file
   * @param mostBytes most that its pages may unpack to, and most bytes of values
   * @param mostRowBytes most bytes of a row's values
   */
  Budget(long fileBytes, long mostBytes, long mostRowBytes) {
    this.mostBytes = mostBytes;
    this.mostRowBytes = mostRowBytes;
    this.mostValues = ALWAYS_READ + VALUES_A_BYTE * fileBytes;
  }

  /** Counts a page before it is unpacked. */
  void unpack(long bytes) {
    unpacked += bytes;
    ParquetException.require(
        unpacked <= mostBytes,
        "its pages unpack to more than " + mostBytes + " bytes, the limit for the file's size");
  }

  /** Begins a row. */
  void row() {
    ofRow = 0;
    value(0);
  }

  /** Counts a value of so many bytes. */
  void value(int bytes) {
    values++;
    handedOut += bytes;
    ofRow += bytes;
    ParquetException.require(
        ofRow <= mostRowBytes, "a row has more than " + mostRowBytes + " bytes, the limit");
    ParquetException.require(
        values <= mostValues,
        "it holds more than " + mostValues + " values, the limit for the file's size");
    ParquetException.require(
        handedOut <= mostBytes,
        "its values have more than " + mostBytes + " bytes, the limit for the file's size");
  }

  /** Counts what the columns hold at a time; negative where it is let go. */
  void hold(long bytes) {
    held += bytes;
    ParquetException.require(
        held <= MOST_HELD,
        "its columns' pages have more than "
            + MOST_HELD
            + " bytes side by side; write it with smaller pages");
  }
}
