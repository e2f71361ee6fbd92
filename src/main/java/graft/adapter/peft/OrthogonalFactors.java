package graft.adapter.peft;

import graft.tensor.Init;
import graft.tensor.random.CounterRandom;
import java.util.function.DoubleSupplier;

/**
 * Two random factors A (r, in) and B (out, r) whose product B A is zero up to rounding, though
 * neither is: rows of one orthonormal matrix Q (r, r) go to A where their number is even, and to B
 * where it is odd, each mixed at random: {@code A = (G₁ Q_even)ᵀ / 10}, {@code B = G₂ᵀ Q_odd / 10}
 * with standard normal G (PEFT's {@code orthogonal}). Q is drawn from the name, so that both find
 * the same.
 *
 * @param rank even
 */
record OrthogonalFactors(int rank, String name) {
  private static final float SHARE = 0.1f;

  /** A, of this many columns. */
  Init a(int in) {
    return new Init.Computed(normal -> a(in, normal));
  }

  /** B, of this many rows. */
  Init b(int out) {
    return new Init.Computed(normal -> b(out, normal));
  }

  private float[] a(int in, DoubleSupplier normal) {
    double[][] q = orthonormal();
    float[] values = new float[rank * in];
    for (int column = 0; column < in; column++) {
      for (int even = 0; even < rank; even += 2) {
        double g = normal.getAsDouble();
        for (int row = 0; row < rank; row++) {
          values[row * in + column] += (float) (SHARE * g * q[even][row]);
        }
      }
    }
    return values;
  }

  private float[] b(int out, DoubleSupplier normal) {
    double[][] q = orthonormal();
    float[] values = new float[out * rank];
    for (int row = 0; row < out; row++) {
      for (int odd = 1; odd < rank; odd += 2) {
        double g = normal.getAsDouble();
        for (int column = 0; column < rank; column++) {
          values[row * rank + column] += (float) (SHARE * g * q[odd][column]);
        }
      }
    }
    return values;
  }

  /** By the method of Gram and Schmidt. */
  private double[][] orthonormal() {
    CounterRandom random = CounterRandom.of(0, 0, name);
    double[][] q = new double[rank][rank];
    for (int row = 0; row < rank; row++) {
      for (int column = 0; column < rank; column++) {
        q[row][column] = random.normal();
      }
      for (int done = 0; done < row; done++) {
        subtract(q[row], q[done], dot(q[row], q[done]));
      }
      double length = Math.sqrt(dot(q[row], q[row]));
      for (int column = 0; column < rank; column++) {
        q[row][column] /= length;
      }
    }
    return q;
  }

  private static void subtract(double[] from, double[] direction, double share) {
    for (int i = 0; i < from.length; i++) {
      from[i] -= share * direction[i];
    }
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
