package graft.table.parquet;

/** DELTA_BINARY_PACKED: differences in blocks of miniblocks, each with its own width. */
final class DeltaInts {
  private final Bytes in;
  private final long perMiniblock;
  private final int miniblocks;
  private final long count;
  private long given;
  private long last;
  private long least;
  private byte[] widths = new byte[0];
  private int miniblock;
  private long leftInMiniblock;
  private int width;
  private long bits;
  private int bitCount;

  DeltaInts(Bytes in) {
    this.in = in;
    long perBlock = in.varint();
    long parts = in.varint();
    this.count = in.varint();
    this.last = in.zigzag();
    ParquetException.require(
        parts > 0 && parts <= 1024 && perBlock > 0 && perBlock <= 1 << 20 && perBlock % parts == 0,
        "a page of differences has impossible blocks");
    this.miniblocks = (int) parts;
    this.perMiniblock = perBlock / parts;
    this.miniblock = miniblocks;
  }

  long count() {
    return count;
  }

  long next() {
    ParquetException.require(given < count, "a page holds fewer values than it claims");
    if (given++ > 0) {
      if (leftInMiniblock == 0) {
        nextMiniblock();
      }
      leftInMiniblock--;
      last += least + unpacked();
    }
    return last;
  }

  /** Reads over what pads the last miniblock, so that what follows can be read. */
  void finish() {
    while (leftInMiniblock > 0 && width > 0) {
      leftInMiniblock--;
      var _ = unpacked();
    }
  }

  private void nextMiniblock() {
    miniblock++;
    if (miniblock >= miniblocks) {
      least = in.zigzag();
      widths = in.take(miniblocks);
      miniblock = 0;
    }
    width = widths[miniblock] & 0xff;
    ParquetException.require(width <= 64, "a page has numbers of " + width + " bits");
    leftInMiniblock = perMiniblock;
    bits = 0;
    bitCount = 0;
  }

  /** Bit by byte-sized steps, since 64 bits and a remainder fit no long. */
  private long unpacked() {
    long number = 0;
    int have = 0;
    while (have < width) {
      if (bitCount == 0) {
        bits = in.next();
        bitCount = 8;
      }
      int step = Math.min(bitCount, width - have);
      number |= (bits & ((1L << step) - 1)) << have;
      bits >>>= step;
      bitCount -= step;
      have += step;
    }
    return number;
  }
}
