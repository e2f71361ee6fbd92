package graft.data.order;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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

  /** How long rows are. */
  @FunctionalInterface
  public interface Lengths {
    /** Tokens of each of some rows. */
    int[] of(int[] rows);
  }

  /**
   * The batches of an epoch, each row once.
   *
   * @param count of the rows
   * @param lengths asked for no sooner than the batch that needs them
   * @param epoch counted from 0
   * @return row indexes
   */
  public List<int[]> batches(int count, Lengths lengths, int epoch) {
    int[] rows = IntStream.range(0, count).toArray();
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

  private List<int[]> grouped(int[] rows, Lengths lengths, int epoch) {
    int[] order =
        SeededRandom.of(seed, BATCHES + epoch)
            .shuffle(IntStream.range(0, count(rows.length)).toArray());
    List<@Nullable List<int[]>> sorted =
        new ArrayList<>(Collections.nCopies(Math.ceilDiv(order.length, MEGA_BATCH), null));
    return new AbstractList<>() {
      @Override
      public int[] get(int index) {
        int mega = order[index] / MEGA_BATCH;
        List<int[]> batches = sorted.get(mega);
        if (batches == null) {
          batches = cut(longestFirst(megaBatch(rows, mega), lengths));
          sorted.set(mega, batches);
        }
        return batches.get(order[index] % MEGA_BATCH);
      }

      @Override
      public int size() {
        return order.length;
      }
    };
  }

  private int[] megaBatch(int[] rows, int mega) {
    long from = (long) mega * MEGA_BATCH * batchSize;
    long to = Math.min(rows.length, from + (long) MEGA_BATCH * batchSize);
    return Arrays.copyOfRange(rows, (int) from, (int) to);
  }

  private List<int[]> cut(int[] rows) {
    return IntStream.range(0, count(rows.length))
        .mapToObj(i ->
            Arrays.copyOfRange(
                rows, i * batchSize, (int) Math.min(rows.length, (i + 1L) * batchSize)))
        .toList();
  }

  /** Stable: rows of one length keep their order. */
  private static int[] longestFirst(int[] rows, Lengths lengths) {
    int[] tokens = lengths.of(rows);
    long[] keys = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      keys[i] = (long) -tokens[i] << 32 | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> rows[(int) key]).toArray();
  }
}
