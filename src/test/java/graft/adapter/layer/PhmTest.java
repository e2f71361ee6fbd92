package graft.adapter.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import graft.tensor.HostMemory;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hypercomplex multiplication against its definition. */
class PhmTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Devices.manager(new DeviceId("cpu"));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 6, 5", "2, 8, 4", "3, 9, 6", "4, 16, 8", "4, 4, 12", "8, 64, 8"})
  void aLayerMultipliesWithTheSumOfKroneckerProducts(int n, int in, int out) {
    Random random = new Random(n * 100 + in);
    float[] rule = normal(random, n * n * n);
    float[] terms = normal(random, in * out / n);
    float[] bias = normal(random, out);
    float[] x = normal(random, in);
    Phm layer =
        new Phm(
            new Matrices.Whole(manager.create(rule, new Shape(n, n, n))),
            new Matrices.Whole(manager.create(terms, new Shape(n, in / n, out / n))),
            manager.create(bias));

    float[] y = HostMemory.floats(layer.of(manager.create(x, new Shape(1, 1, in))));

    double[][] m = sumOfKroneckerProducts(n, in, out, rule, terms);
    for (int column = 0; column < out; column++) {
      double expected = bias[column];
      for (int row = 0; row < in; row++) {
        expected += x[row] * m[row][column];
      }
      assertThat((double) y[column]).as("y[" + column + "]").isCloseTo(expected, within(1e-4));
    }
  }

  /** M by its definition: {@code kron(C, W)[a p + i, c q + j] = C[a, c] W[i, j]}. */
  private static double[][] sumOfKroneckerProducts(
      int n, int in, int out, float[] rule, float[] terms) {
    int p = in / n;
    int q = out / n;
    double[][] m = new double[in][out];
    for (int term = 0; term < n; term++) {
      for (int row = 0; row < in; row++) {
        for (int column = 0; column < out; column++) {
          double c = rule[term * n * n + row / p * n + column / q];
          double w = terms[term * p * q + row % p * q + column % q];
          m[row][column] += c * w;
        }
      }
    }
    return m;
  }

  @Test
  void lowRankMatricesAreProducts() {
    NDArray left = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2, 1));
    NDArray right = manager.create(new float[] {5, 6, 7, 8}, new Shape(2, 1, 2));

    assertThat(HostMemory.floats(new Matrices.Product(left, right).value()))
        .containsExactly(5, 6, 10, 12, 21, 24, 28, 32);
  }

  private static float[] normal(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
