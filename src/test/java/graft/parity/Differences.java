package graft.parity;

import static org.assertj.core.api.Assertions.assertThat;

/** How far numbers are from the reference's, whose NaN marks what is not comparable. */
final class Differences {
  private Differences() {}

  static double largest(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      if (!Float.isNaN(expected[i])) {
        double difference = Math.abs(found[i] - expected[i]);
        largest =
            Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
      }
    }
    return largest;
  }

  /** The norm of the difference, as a share of the norm of what is expected. */
  static double relative(float[] found, float[] expected) {
    double squares = 0;
    for (int i = 0; i < found.length; i++) {
      squares += Math.pow(found[i] - expected[i], 2);
    }
    return Math.sqrt(squares) / norm(expected);
  }

  static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }
}
