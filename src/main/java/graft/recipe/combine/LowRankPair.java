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

  /**
   * Of a decomposition: the rows of A made unit vectors and their lengths given to B, as PEFT has
   * it, then all entries clamped to ± the quantile of them all.
   */
  LowRankPair clamped(double quantile) {
    float[] unit = a.clone();
    float[] stretched = b.clone();
    for (int k = 0; k < rank; k++) {
      double square = 0;
      for (int i = 0; i < in; i++) {
        square += (double) a[k * in + i] * a[k * in + i];
      }
      double length = Math.sqrt(square);
      for (int i = 0; i < in && length > 0; i++) {
        unit[k * in + i] = (float) (a[k * in + i] / length);
      }
      for (int row = 0; row < out; row++) {
        stretched[row * rank + k] = (float) (b[row * rank + k] * length);
      }
    }
    float most = Math.max(0, quantile(quantile, unit, stretched));
    return new LowRankPair(rank, in, out, clamped(unit, most), clamped(stretched, most), scale);
  }

  private static float[] clamped(float[] values, float most) {
    float[] near = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      near[i] = Math.clamp(values[i], -most, most);
    }
    return near;
  }

  /** Between two entries in a line. */
  private static float quantile(double share, float[] one, float[] other) {
    float[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    Arrays.sort(all);
    double place = share * (all.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, all.length - 1);
    return (float) (all[below] + (place - below) * (all[above] - all[below]));
  }
}
