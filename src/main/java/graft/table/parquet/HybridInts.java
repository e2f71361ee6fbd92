package graft.table.parquet;

/** Runs of repeated and of bit-packed numbers: levels, indices of a dictionary, booleans. */
final class HybridInts {
  private final Bytes in;
  private final int width;
  private long repeats;
  private int repeated;
  private long packed;
  private long bits;
  private int bitCount;

  /**
   * @param width bits of a number, 0 to 32
   */
  HybridInts(Bytes in, int width) {
    ParquetException.require(width >= 0 && width <= 32, "a page has numbers of " + width + " bits");
    this.in = in;
    this.width = width;
  }

  int next() {
    if (width == 0) {
      return 0;
    }
    while (repeats == 0 && packed == 0) {
      nextRun();
    }
    if (repeats > 0) {
      repeats--;
      return repeated;
    }
    packed--;
    return unpacked();
  }

  private void nextRun() {
    long head = in.varint();
    if ((head & 1) == 0) {
      repeats = head >>> 1;
      repeated = (int) in.little((width + 7) / 8);
    } else {
      packed = (head >>> 1) * 8;
      bitCount = 0;
      bits = 0;
    }
  }

  /** The last group of a page may be cut where no value follows. */
  private int unpacked() {
    while (bitCount < width) {
      bits |= (long) in.next() << bitCount;
      bitCount += 8;
    }
    int number = (int) (bits & ((1L << width) - 1));
    bits >>>= width;
    bitCount -= width;
    return number;
  }
}
