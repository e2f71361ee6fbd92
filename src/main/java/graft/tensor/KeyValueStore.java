package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of several attention modules in one tensor, written in place: module m has
 * its keys at 2m and its values behind them. Rows and columns are as many as there may be; who
 * writes knows which are in use. Owns the tensor.
 *
 * @param tensor (2 · modules, rows, heads, columns, d)
 */
public record KeyValueStore(NDArray tensor) implements AutoCloseable {
  /**
   * @param like a tensor of the same type
   */
  public static KeyValueStore create(NDManager manager, Shape shape, NDArray like) {
    NDArray zeros = manager.zeros(shape);
    NDArray tensor = Ops.castLike(zeros, like);
    if (tensor != zeros) {
      zeros.close();
    }
    return new KeyValueStore(Scope.kept(tensor));
  }

  public int rows() {
    return (int) tensor.getShape().get(1);
  }

  public int columns() {
    return (int) tensor.getShape().get(3);
  }

  /**
   * Writes what a module made of the next columns of the first rows.
   *
   * @param key (B, heads, S, d)
   * @param value (B, heads, S, d)
   */
  public void write(int module, int column, NDArray key, NDArray value) {
    Ops.call("hold", tensor, key, value, Ops.numbers(module, column));
  }

  /**
   * Attends to columns of the first rows, fused: {@code softmax(s q kᵀ + mask) v}.
   *
   * @param query (B, query heads, S, d); several queries may share a head of keys
   * @param mask added to scores, (B or 1, 1 or query heads, S, columns); null where nothing is
   *     hidden beside what the span says
   * @return (B, S, query heads · d)
   */
  public NDArray attend(Span span, NDArray query, double scale, @Nullable NDArray mask) {
    NDArray bounds = Ops.numbers(span.module, span.from, span.to, span.isCausal ? 1 : 0);
    NDArray factor = Ops.constant(scale);
    return mask == null
        ? Ops.call("attend_held", query, tensor, bounds, factor)
        : Ops.call("attend_held_masked", query, tensor, bounds, factor, mask);
  }

  /**
   * What is attended to: columns of a module, the end exclusive.
   *
   * @param isCausal whether there are as many queries as columns, each of which sees none behind
   *     itself
   */
  public record Span(int module, int from, int to, boolean isCausal) {}

  /**
   * Copies columns of rows of another store, or of one whose one row stands for all.
   *
   * @param row the first that is written
   * @param column the first that is written
   */
  public void copy(int row, int column, KeyValueStore source, Part part) {
    Ops.call(
        "copy_columns",
        tensor,
        source.tensor,
        Ops.numbers(row, column, part.firstRow(), part.lastRow(), part.from(), part.to()));
  }

  /** Rows and columns of a store, ends exclusive. */
  public record Part(int firstRow, int lastRow, int from, int to) {
    /** Of one row. */
    public static Part ofRow(int row, int from, int to) {
      return new Part(row, row + 1, from, to);
    }
  }

  @Override
  public void close() {
    tensor.close();
  }
}
