package graft.recipe.combine;

import java.util.Arrays;

/**
 * A low-rank change of a weight, {@code scale · B A}, row by row.
 *
 * @param a (rank, in)
 * @param b (out, rank)
 */
record LowRankPair(int rank, int in, int out, float[] a, float[] b, double scale) {
  /** {@code factor · scale · B A}: (out, in). */
  double[] delta(double factor) {
    double[] delta = new double[out * in];
    double share = factor * scale;
    for (int row = 0; row < out; row++) {
      for (int k = 0; k < rank; k++) {
        double each = share * b[row * rank + k];
        for (int column = 0; column < in; column++) {
          delta[row * in + column] += each * a[k * in + column];
        }
      }
    }
    return delta;
  }

  /** The same of a larger rank, whose directions beyond this one's are zero. */
  LowRankPair of(int larger) {
    if (larger == rank) {
      return this;
    }
    float[] wide = new float[out * larger];
    for (int row = 0; row < out; row++) {
      System.arraycopy(b, row * rank, wide, row * larger, rank);
    }
    return new LowRankPair(larger, in, out, Arrays.copyOf(a, larger * in), wide, scale);
  }
}
