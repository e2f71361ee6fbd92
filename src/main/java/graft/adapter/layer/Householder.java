package graft.adapter.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.tensor.Init;
import graft.tensor.Ops;
import java.util.function.DoubleSupplier;

/**
 * A matrix R (r, H) whose rows stay orthonormal however its parameters move, as torch's {@code
 * orthogonal} parametrisation has it: {@code R = (Q H₁ … H_r I · diag(sign))ᵀ} with the reflections
 * {@code H_k = I - 2 v vᵀ / ‖v‖²}, where v is the k-th row of X behind its diagonal, with 1 on it.
 * What is on the diagonal is a sign and is never trained; a decay would make it something else
 * (T9).
 *
 * @param moved X: (r, H)
 * @param base Q: (H, H), orthogonal, which stays
 */
public record Householder(NDArray moved, NDArray base) {
  /** The tensors' names below the projection's. */
  private static final String MOVED = "parametrizations.weight.original";

  private static final String BASE = "parametrizations.weight.0.base";

  /** One that starts with random rows. */
  public static Householder create(
      Modules modules, String path, String name, int rank, long width) {
    return new Householder(
        modules.create(path, name + "." + MOVED, minusOnDiagonal(rank, width), rank, width),
        modules
            .fixed()
            .create(
                path,
                name + "." + BASE,
                new Init.Computed(normal -> orthogonal(rank, (int) width, normal)),
                width,
                width));
  }

  private static Init minusOnDiagonal(int rank, long width) {
    return new Init.Computed(_ -> {
      float[] x = new float[Math.toIntExact(rank * width)];
      for (int k = 0; k < rank; k++) {
        x[Math.toIntExact(k * width + k)] = -1;
      }
      return x;
    });
  }

  /** R. */
  public NDArray rows() {
    int rank = (int) moved.getShape().get(0);
    NDManager manager = moved.getManager();
    NDArray unit = manager.eye(rank, (int) base.getShape().get(0), 0, DataType.FLOAT32);
    NDArray reflectors = Ops.add(Ops.mul(moved, behindDiagonal(manager)), unit);
    NDArray rows = unit;
    for (int k = rank - 1; k >= 0; k--) {
      NDArray v = Ops.slice(reflectors, 0, k, k + 1);
      NDArray share = Ops.div(Ops.matmul(rows, v.transpose(1, 0)), Ops.sum(Ops.mul(v, v)));
      rows = Ops.sub(rows, Ops.scale(Ops.matmul(share, v), 2));
    }
    NDArray signs = Ops.mul(moved, unit).stopGradient().trunc().sum(new int[] {1}, true);
    return Ops.mul(Ops.matmul(rows, base.transpose(1, 0)), signs);
  }

  /** (r, H): 1 where the column is behind the row's diagonal. */
  private NDArray behindDiagonal(NDManager manager) {
    long rank = moved.getShape().get(0);
    long width = moved.getShape().get(1);
    NDArray rows = manager.arange(0, (int) rank, 1, DataType.FLOAT32).reshape(new Shape(rank, 1));
    NDArray columns =
        manager.arange(0, (int) width, 1, DataType.FLOAT32).reshape(new Shape(1, width));
    return columns.gt(rows).toType(DataType.FLOAT32, false);
  }

  /** Reflections of the whole space that make random vectors of the first unit vectors. */
  private static float[] orthogonal(int rank, int width, DoubleSupplier normal) {
    double[][] reflectors = new double[Math.min(rank, width)][width];
    for (int k = 0; k < reflectors.length; k++) {
      double length = 0;
      for (int i = k; i < width; i++) {
        reflectors[k][i] = normal.getAsDouble();
        length += reflectors[k][i] * reflectors[k][i];
      }
      // From the k-th unit vector to the random one, the long way round, which is the stable one.
      reflectors[k][k] += Math.copySign(Math.sqrt(length), reflectors[k][k]);
    }
    double[] q = new double[width * width];
    for (int i = 0; i < width; i++) {
      q[i * width + i] = 1;
    }
    for (int k = reflectors.length - 1; k >= 0; k--) {
      reflect(q, reflectors[k], width);
    }
    float[] values = new float[q.length];
    for (int i = 0; i < q.length; i++) {
      values[i] = (float) q[i];
    }
    return values;
  }

  private static void reflect(double[] q, double[] v, int width) {
    double length = 0;
    for (double each : v) {
      length += each * each;
    }
    double[] sums = new double[width];
    for (int i = 0; i < width; i++) {
      for (int column = 0; v[i] != 0 && column < width; column++) {
        sums[column] += v[i] * q[i * width + column];
      }
    }
    for (int i = 0; i < width; i++) {
      double factor = 2 * v[i] / length;
      for (int column = 0; factor != 0 && column < width; column++) {
        q[i * width + column] -= factor * sums[column];
      }
    }
  }
}
