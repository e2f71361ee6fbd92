package graft.generate.search;

/** Shares of scores, and their logarithms; sums are made in double precision. */
final class Softmax {
  private Softmax() {}

  static double[] of(float[] scores) {
    double normaliser = logSum(scores);
    double[] shares = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      shares[i] = Math.exp(scores[i] - normaliser);
    }
    return shares;
  }

  static float[] log(float[] scores) {
    double normaliser = logSum(scores);
    float[] logs = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      logs[i] = (float) (scores[i] - normaliser);
    }
    return logs;
  }

  /** The logarithm of the sum of the exponentials. */
  static double logSum(float[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      largest = Math.max(largest, score);
    }
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - largest);
    }
    return largest + Math.log(sum);
  }
}
