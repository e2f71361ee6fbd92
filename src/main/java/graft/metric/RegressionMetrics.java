package graft.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Metrics of numbers. */
public final class RegressionMetrics {
  private RegressionMetrics() {}

  /** The mean absolute error. */
  public static double mae(double[] predicted, double[] expected) {
    Pairs.require(predicted.length, expected.length);
    return IntStream.range(0, expected.length)
        .mapToDouble(i -> Math.abs(predicted[i] - expected[i]))
        .average()
        .orElseThrow();
  }

  /** The mean squared error. */
  public static double mse(double[] predicted, double[] expected) {
    Pairs.require(predicted.length, expected.length);
    return IntStream.range(0, expected.length)
        .mapToDouble(i -> (predicted[i] - expected[i]) * (predicted[i] - expected[i]))
        .average()
        .orElseThrow();
  }

  /** Pearson's correlation; 0 where one side is constant, and none is defined. */
  public static double pearson(double[] predicted, double[] expected) {
    Pairs.require(predicted.length, expected.length);
    double meanPredicted = Arrays.stream(predicted).average().orElseThrow();
    double meanExpected = Arrays.stream(expected).average().orElseThrow();
    double both = 0;
    double ofPredicted = 0;
    double ofExpected = 0;
    for (int i = 0; i < expected.length; i++) {
      double x = predicted[i] - meanPredicted;
      double y = expected[i] - meanExpected;
      both += x * y;
      ofPredicted += x * x;
      ofExpected += y * y;
    }
    double spread = Math.sqrt(ofPredicted) * Math.sqrt(ofExpected);
    return spread == 0 ? 0 : both / spread;
  }

  /** Spearman's rank correlation: Pearson's of the ranks, where equal values share a mean rank. */
  public static double spearman(double[] predicted, double[] expected) {
    return pearson(ranks(predicted), ranks(expected));
  }

  private static double[] ranks(double[] values) {
    int[] sorted =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[values.length];
    int from = 0;
    while (from < sorted.length) {
      int to = from + 1;
      while (to < sorted.length && values[sorted[to]] == values[sorted[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[sorted[i]] = (from + to + 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
