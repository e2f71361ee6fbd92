package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
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
   * Writes what a module made of columns of the first rows.
   *
   * @param key (B, S, heads · d)
   * @param value (B, S, heads · d)
   */
  public void write(int module, int column, NDArray key, NDArray value) {
    Ops.call("hold", tensor, key, value, Ops.numbers(module, column));
  }

  /**
   * Writes what a module made of columns of the first rows, and attends to columns up to these,
   * fused: {@code softmax(s q kᵀ + mask) v}.
   *
   * @param mask added to scores, (B or 1, 1 or query heads, S, columns); null where nothing is
   *     hidden beside what the span says
   * @return (B, S, query heads · d)
   */
  public NDArray attend(Next next, Span span, double scale, @Nullable NDArray mask) {
    NDArray bounds = Ops.numbers(span.module, span.column, span.from, span.isCausal ? 1 : 0);
    List<NDArray> arguments = new ArrayList<>();
    arguments.add(next.query);
    arguments.add(next.key);
    arguments.add(next.value);
    arguments.add(tensor);
    arguments.add(bounds);
    arguments.add(Ops.constant(scale));
    String name = "attend_next";
    if (next.turns != null) {
      name += "_turned";
      arguments.add(next.turns);
    }
    if (mask != null) {
      name += "_masked";
      arguments.add(mask);
    }
    return Ops.call(name, arguments.toArray(NDArray[]::new));
  }

  /**
   * What attention makes of the next tokens. Several heads of queries may share one of keys.
   *
   * @param query (B, S, query heads · d)
   * @param key (B, S, heads · d)
   * @param value (B, S, heads · d)
   * @param turns of queries and keys, as {@link Ops#rotate} has them; null where they do not turn
   */
  public record Next(NDArray query, NDArray key, NDArray value, @Nullable NDArray turns) {}

  /**
   * Where the next tokens stand, and what they attend to.
   *
   * @param column of the first of them
   * @param from first column that is attended to
   * @param isCausal whether there are as many queries as columns, each of which sees none behind
   *     itself
   */
  public record Span(int module, int column, int from, boolean isCausal) {}

  /**
   * Attends to columns of the first rows.
   *
   * @param to one behind the last column
   * @param query (B, S, query heads · d)
   * @param mask as above
   * @return (B, S, query heads · d)
   */
  public NDArray attend(
      int module, int from, int to, NDArray query, double scale, @Nullable NDArray mask) {
    NDArray bounds = Ops.numbers(module, from, to);
    NDArray factor = Ops.constant(scale);
    return mask == null
        ? Ops.call("attend_held", query, tensor, bounds, factor)
        : Ops.call("attend_held_masked", query, tensor, bounds, factor, mask);
  }

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
