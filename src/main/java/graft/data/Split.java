package graft.data;

import graft.data.order.SeededRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A data set in two parts.
 *
 * @param training what is left for training, in the file's order
 * @param validation what is held out, in the file's order
 */
public record Split(Dataset training, Dataset validation) {
  private static final long STREAM = 3L << 32;

  /**
   * Holds rows out by chance: a pure function of the seed.
   *
   * @param share of the rows, above 0 and below 1; at least one row goes to each part
   * @param dataset of at least two rows
   */
  public static Split of(Dataset dataset, double share, long seed) {
    int rows = dataset.rows();
    if (rows < 2 || !(share > 0 && share < 1)) {
      throw new IllegalArgumentException("cannot hold out " + share + " of " + rows + " rows");
    }
    int held = Math.clamp(Math.round(rows * share), 1, rows - 1);
    int[] order = SeededRandom.of(seed, STREAM).shuffle(IntStream.range(0, rows).toArray());
    int[] validation = Arrays.copyOf(order, held);
    int[] training = Arrays.copyOfRange(order, held, rows);
    Arrays.sort(validation);
    Arrays.sort(training);
    return new Split(dataset.select(training), dataset.select(validation));
  }
}
