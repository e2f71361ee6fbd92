package graft.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The order of the rows in each epoch: it depends on seed and epoch alone, so a resumed job sees
 * what it would have seen.
 *
 * @param groupByLength batches rows of similar length: the shuffled rows are cut into stretches of
 *     {@value #STRETCH} batches, each sorted by length, and the batches are shuffled again
 */
public record EpochOrder(long seed, boolean shuffle, boolean groupByLength) {
  private static final int STRETCH = 50;

  /** The batches of an epoch, as indices of rows. */
  public List<List<Integer>> batches(List<LabelledText> rows, int batchSize, int epoch) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      order.add(i);
    }
    if (!shuffle) {
      return cut(order, batchSize);
    }
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 1_000_003 + epoch);
    shuffle(order, random);
    if (!groupByLength) {
      return cut(order, batchSize);
    }
    List<List<Integer>> batches = new ArrayList<>();
    for (List<Integer> stretch : cut(order, batchSize * STRETCH)) {
      List<Integer> sorted = new ArrayList<>(stretch);
      sorted.sort(Comparator.comparingInt(i -> -rows.get(i).encoded().length()));
      batches.addAll(cut(sorted, batchSize));
    }
    shuffle(batches, random);
    return batches;
  }

  private static <T> List<List<T>> cut(List<T> items, int size) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      parts.add(List.copyOf(items.subList(from, Math.min(from + size, items.size()))));
    }
    return parts;
  }

  private static void shuffle(List<?> items, RandomGenerator random) {
    for (int i = items.size() - 1; i > 0; i--) {
      Collections.swap(items, i, random.nextInt(i + 1));
    }
  }
}
