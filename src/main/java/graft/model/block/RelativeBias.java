package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.Pass;
import graft.tensor.Ops;
import java.util.Optional;

/**
 * A number for each head and each distance of key and query, which scores get; distances far away
 * share one (Raffel et al. 2020). All layers of a stack have one table.
 *
 * <p>Keys are counted from the first prefix on, queries from the first token of the text on, so
 * that prefixes move the text away from itself (D13); unless positions are shifted, which moves
 * queries as well.
 *
 * @param table (buckets, heads)
 * @param direction whether keys behind the query have buckets of their own
 * @param farthest distance from which on all are in the last bucket
 */
public record RelativeBias(NDArray table, Direction direction, int farthest) implements Positional {
  /** Where keys may stand. */
  public enum Direction {
    /** Before and behind the query. */
    BOTH,
    /** Not behind the query, as in a decoder. */
    BACKWARD
  }

  @Override
  public boolean addsToScores() {
    return true;
  }

  @Override
  public Optional<NDArray> bias(Text text, Pass pass) {
    boolean isShifted = direction == Direction.BACKWARD && pass.setup().positionShift() > 0;
    int ahead = isShifted ? 0 : text.before();
    return Optional.of(
        pass.memo().once(table, text.keys(), () -> bias(text.queries(), text.keys(), ahead)));
  }

  /**
   * (1, heads, S, T), whose last key stands where the last query does.
   *
   * @param ahead how much further keys are counted
   */
  private NDArray bias(int queries, int keys, int ahead) {
    int first = keys - queries - ahead;
    long[] buckets = new long[queries * keys];
    for (int query = 0; query < queries; query++) {
      for (int key = 0; key < keys; key++) {
        buckets[query * keys + key] = bucket(key - first - query);
      }
    }
    NDArray ids = table.getManager().create(buckets, new Shape(queries, keys));
    return Ops.embedding(table, ids)
        .transpose(2, 0, 1)
        .reshape(new Shape(1, table.getShape().get(1), queries, keys));
  }

  /** The row of the table for a key so far behind the query. */
  private int bucket(int distance) {
    int all = (int) table.getShape().get(0);
    int count = direction == Direction.BOTH ? all / 2 : all;
    int offset = direction == Direction.BOTH && distance > 0 ? count : 0;
    int far = direction == Direction.BOTH ? Math.abs(distance) : Math.max(-distance, 0);
    int exact = count / 2;
    if (far < exact) {
      return offset + far;
    }
    // In single precision, as the reference: where a bucket ends may hang on a rounding.
    float share = (float) Math.log((float) far / exact);
    share /= (float) Math.log((double) farthest / exact);
    return offset + Math.min(count - 1, exact + (int) (share * (count - exact)));
  }
}
