package graft.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows stand in which batch of an epoch: a pure function of the seed and the epoch, so that a
 * resumed job repeats it.
 *
 * @param seed of the job
 * @param batchSize rows of a batch; the last of an epoch may have fewer
 */
public record BatchSampler(long seed, int batchSize, Kind kind) {
  private static final int MEGA_BATCH = 50;
  private static final long ROWS = 1L << 32;
  private static final long BATCHES = 2L << 32;

  /** How rows are ordered. */
  public enum Kind {
    /** As in the file. */
    PLAIN,
    /** Anew in each epoch. */
    SHUFFLED,
    /**
     * Shuffled, then within each 50 batches sorted by length, then the batches shuffled: rows of
     * similar length meet, so that little is padded, and yet not always the same.
     */
    GROUPED,
    /** The longest first: least padding, for evaluation. */
    BY_LENGTH
  }

  /** The order that a job's {@code shuffle} and {@code group_by_length} ask for. */
  public static BatchSampler of(long seed, int batchSize, boolean shuffle, boolean groupByLength) {
    Kind shuffled = groupByLength ? Kind.GROUPED : Kind.SHUFFLED;
    return new BatchSampler(seed, batchSize, shuffle ? shuffled : Kind.PLAIN);
  }

  /**
   * The batches of an epoch, each row once.
   *
   * @param lengths tokens of each row
   * @param epoch counted from 0
   * @return row indexes
   */
  public List<int[]> batches(int[] lengths, int epoch) {
    int[] rows = IntStream.range(0, lengths.length).toArray();
    return switch (kind) {
      case PLAIN -> cut(rows);
      case SHUFFLED -> cut(SeededRandom.of(seed, ROWS + epoch).shuffle(rows));
      case GROUPED -> grouped(SeededRandom.of(seed, ROWS + epoch).shuffle(rows), lengths, epoch);
      case BY_LENGTH -> cut(longestFirst(rows, lengths));
    };
  }

  /** The number of batches of {@code rows} rows. */
  public int count(int rows) {
    return Math.ceilDiv(rows, batchSize);
  }

  private List<int[]> grouped(int[] rows, int[] lengths, int epoch) {
    List<int[]> sorted = new ArrayList<>();
    int mega = (int) Math.min(Integer.MAX_VALUE, (long) MEGA_BATCH * batchSize);
    for (int from = 0; from < rows.length; from += mega) {
      int to = (int) Math.min(rows.length, (long) from + mega);
      sorted.addAll(cut(longestFirst(Arrays.copyOfRange(rows, from, to), lengths)));
    }
    int[] order = IntStream.range(0, sorted.size()).toArray();
    return IntStream.of(SeededRandom.of(seed, BATCHES + epoch).shuffle(order))
        .mapToObj(sorted::get)
        .toList();
  }

  private List<int[]> cut(int[] rows) {
    return IntStream.range(0, count(rows.length))
        .mapToObj(i ->
            Arrays.copyOfRange(
                rows, i * batchSize, (int) Math.min(rows.length, (i + 1L) * batchSize)))
        .toList();
  }

  /** Stable: rows of one length keep their order. */
  private static int[] longestFirst(int[] rows, int[] lengths) {
    long[] keys = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      keys[i] = (long) -lengths[rows[i]] << 32 | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> rows[(int) key]).toArray();
  }
}
