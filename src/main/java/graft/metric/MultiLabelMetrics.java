package graft.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Metrics of any number of labels a row, as scikit-learn defines them: arrays are rows by labels.
 */
public final class MultiLabelMetrics {
  private MultiLabelMetrics() {}

  /** The share of rows whose labels are all right. */
  public static double accuracy(boolean[][] predicted, boolean[][] expected) {
    Pairs.require(predicted.length, expected.length);
    long right =
        IntStream.range(0, predicted.length)
            .filter(row -> Arrays.equals(predicted[row], expected[row]))
            .count();
    return (double) right / predicted.length;
  }

  /** F1 over all decisions, whatever their label. */
  public static double microF1(boolean[][] predicted, boolean[][] expected) {
    Pairs.require(predicted.length, expected.length);
    ConfusionCounts counts = new ConfusionCounts();
    for (int label = 0; label < expected[0].length; label++) {
      count(counts, label, predicted, expected);
    }
    return counts.f1();
  }

  /** The mean F1 of the labels; 0 for a label that is neither predicted nor expected. */
  public static double macroF1(boolean[][] predicted, boolean[][] expected) {
    Pairs.require(predicted.length, expected.length);
    return IntStream.range(0, expected[0].length)
        .mapToDouble(label -> count(new ConfusionCounts(), label, predicted, expected).f1())
        .average()
        .orElse(0);
  }

  private static ConfusionCounts count(
      ConfusionCounts counts, int label, boolean[][] predicted, boolean[][] expected) {
    for (int row = 0; row < expected.length; row++) {
      counts.add(predicted[row][label], expected[row][label]);
    }
    return counts;
  }
}
