package graft.metric;

import java.util.stream.IntStream;

/** Metrics of one class a row or a token, as scikit-learn defines them. */
public final class ClassificationMetrics {
  private ClassificationMetrics() {}

  /** The share of classes that are right. */
  public static double accuracy(int[] predicted, int[] expected) {
    Pairs.require(predicted.length, expected.length);
    long right =
        IntStream.range(0, predicted.length).filter(i -> predicted[i] == expected[i]).count();
    return (double) right / predicted.length;
  }

  /**
   * The mean F1 of the classes that were predicted or expected at least once ({@code f1_score} with
   * {@code average="macro"}).
   */
  public static double macroF1(int[] predicted, int[] expected) {
    Pairs.require(predicted.length, expected.length);
    return IntStream.concat(IntStream.of(predicted), IntStream.of(expected))
        .distinct()
        .mapToDouble(label -> f1(label, predicted, expected))
        .average()
        .orElseThrow();
  }

  private static double f1(int label, int[] predicted, int[] expected) {
    ConfusionCounts counts = new ConfusionCounts();
    for (int i = 0; i < predicted.length; i++) {
      counts.add(predicted[i] == label, expected[i] == label);
    }
    return counts.f1();
  }
}
