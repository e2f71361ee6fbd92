package graft.format.convert.peft.matrix;

import graft.format.Tensor;
import graft.format.convert.peft.matrix.FusedRows.Block;
import java.util.Arrays;

/** Rearranges the small matrices of adapters; every result is a new F32 tensor. */
public final class Matrices {
  private Matrices() {}

  public static Tensor scaled(Tensor tensor, double factor) {
    float[] values = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor);
    }
    return Tensor.of(tensor.name(), tensor.shape(), values);
  }

  /** {@code x Wᵀ + b}: (rows, out) of x (rows, in), W (out, in) and b (out). */
  public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    int rows = Math.toIntExact(x.shape()[0]);
    int in = Math.toIntExact(weight.shape()[1]);
    int out = Math.toIntExact(weight.shape()[0]);
    float[] from = x.floats();
    float[] w = weight.floats();
    float[] b = bias.floats();
    float[] to = new float[rows * out];
    for (int row = 0; row < rows; row++) {
      for (int o = 0; o < out; o++) {
        double sum = b[o];
        for (int i = 0; i < in; i++) {
          sum += (double) from[row * in + i] * w[o * in + i];
        }
        to[row * out + o] = (float) sum;
      }
    }
    return Tensor.of(weight.name(), new long[] {rows, out}, to);
  }

  /** {@code X Y}: (rows, columns) of X (rows, inner) and Y (inner, columns). */
  public static Tensor product(Tensor x, Tensor y) {
    int rows = Math.toIntExact(x.shape()[0]);
    int inner = Math.toIntExact(y.shape()[0]);
    int columns = Math.toIntExact(y.shape()[1]);
    float[] left = x.floats();
    float[] right = y.floats();
    double[] sums = new double[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < inner; i++) {
        for (int column = 0; column < columns; column++) {
          sums[row * columns + column] +=
              (double) left[row * inner + i] * right[i * columns + column];
        }
      }
    }
    float[] values = new float[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) sums[i];
    }
    return Tensor.of(x.name(), new long[] {rows, columns}, values);
  }

  public static Tensor relu(Tensor tensor) {
    float[] values = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i]);
    }
    return Tensor.of(tensor.name(), tensor.shape(), values);
  }

  public static Tensor tanh(Tensor tensor) {
    float[] values = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.tanh(values[i]);
    }
    return Tensor.of(tensor.name(), tensor.shape(), values);
  }

  /** A (rows, columns) with rows of zeros below: (height, columns). */
  public static Tensor tall(Tensor matrix, int height) {
    long[] shape = matrix.shape();
    float[] values = Arrays.copyOf(matrix.floats(), Math.toIntExact(height * shape[1]));
    return Tensor.of(matrix.name(), new long[] {height, shape[1]}, values);
  }

  /** A (rows, columns) with columns of zeros behind: (rows, width). */
  public static Tensor wide(Tensor matrix, int width) {
    int rows = Math.toIntExact(matrix.shape()[0]);
    int columns = Math.toIntExact(matrix.shape()[1]);
    float[] from = matrix.floats();
    float[] to = new float[rows * width];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, row * columns, to, row * width, columns);
    }
    return Tensor.of(matrix.name(), new long[] {rows, width}, to);
  }

  /** One matrix (a, columns) above another: (a + b, columns). */
  public static Tensor above(Tensor one, Tensor other) {
    Tensor high = tall(one, Math.toIntExact(one.shape()[0] + other.shape()[0]));
    float[] values = high.floats();
    System.arraycopy(
        other.floats(), 0, values, (int) one.elements(), Math.toIntExact(other.elements()));
    return Tensor.of(one.name(), high.shape(), values);
  }

  /** One matrix (rows, a) beside another: (rows, a + b). */
  public static Tensor beside(Tensor one, Tensor other) {
    int left = Math.toIntExact(one.shape()[1]);
    int right = Math.toIntExact(other.shape()[1]);
    float[] values = wide(one, left + right).floats();
    float[] more = other.floats();
    for (int row = 0; row < one.shape()[0]; row++) {
      System.arraycopy(more, row * right, values, row * (left + right) + left, right);
    }
    return Tensor.of(one.name(), new long[] {one.shape()[0], left + right}, values);
  }

  /** Some rows of a matrix, in the order that they are named in. */
  public static Tensor rows(Tensor matrix, int[] places) {
    int width = Math.toIntExact(matrix.shape()[1]);
    float[] from = matrix.floats();
    float[] to = new float[places.length * width];
    for (int row = 0; row < places.length; row++) {
      System.arraycopy(from, places[row] * width, to, row * width, width);
    }
    return Tensor.of(matrix.name(), new long[] {places.length, width}, to);
  }

  /** Some columns of a matrix, in the order that they are named in. */
  public static Tensor columns(Tensor matrix, int[] places) {
    int height = Math.toIntExact(matrix.shape()[0]);
    int width = Math.toIntExact(matrix.shape()[1]);
    float[] from = matrix.floats();
    float[] to = new float[height * places.length];
    for (int row = 0; row < height; row++) {
      for (int i = 0; i < places.length; i++) {
        to[row * places.length + i] = from[row * width + places[i]];
      }
    }
    return Tensor.of(matrix.name(), new long[] {height, places.length}, to);
  }

  /** A vector or matrix of ones of the same shape. */
  public static Tensor ones(Tensor like) {
    float[] values = new float[Math.toIntExact(like.elements())];
    Arrays.fill(values, 1);
    return Tensor.of(like.name(), like.shape(), values);
  }

  /**
   * The B of several low-rank pairs on row blocks of one matrix, as the B of one pair of the sum of
   * their ranks.
   *
   * @param stacked (sum of the blocks' heights, rank): one B below the other
   * @param rows which rows each of the m adds to
   * @return (total, m * rank), zero where a block has nothing to add
   */
  public static Tensor blockDiagonal(Tensor stacked, FusedRows rows) {
    int rank = Math.toIntExact(stacked.shape()[1]);
    int ranks = rank * rows.blocks().size();
    float[] from = stacked.floats();
    float[] to = new float[rows.total() * ranks];
    int source = 0;
    for (int part = 0; part < rows.blocks().size(); part++) {
      Block block = rows.blocks().get(part);
      for (int row = 0; row < block.height(); row++) {
        System.arraycopy(from, source, to, (block.from() + row) * ranks + part * rank, rank);
        source += rank;
      }
    }
    return Tensor.of(stacked.name(), new long[] {rows.total(), ranks}, to);
  }

  /** Row blocks of a column vector (sum of their heights, 1), put among ones: (total, 1). */
  public static Tensor amongOnes(Tensor stacked, FusedRows rows) {
    float[] from = stacked.floats();
    float[] values = new float[rows.total()];
    Arrays.fill(values, 1);
    int source = 0;
    for (Block block : rows.blocks()) {
      System.arraycopy(from, source, values, block.from(), block.height());
      source += block.height();
    }
    return Tensor.of(stacked.name(), new long[] {values.length, 1}, values);
  }
}
