package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.Pass;
import graft.tensor.Ops;

/**
 * A bias on scores that depends on the distance from query to key alone (Raffel et al. 2020): near
 * distances have a bucket each, farther ones share buckets that grow with their logarithm. What
 * comes before the text shifts its keys' positions, as in the reference.
 *
 * @param table a bias for each head of queries (buckets, heads)
 * @param isBothWays whether half of the buckets are for keys behind the query
 * @param farthest the distance from which on all fall into the last bucket
 */
public record RelativeBias(NDArray table, boolean isBothWays, int farthest)
    implements Positional {
  /** Of a text of which every token sees every other. */
  public static RelativeBias bothWays(NDArray table, int farthest) {
    return new RelativeBias(table, true, farthest);
  }

  @Override
  public NDArray added(NDArray scores, Pass pass) {
    int queries = (int) scores.getShape().get(2);
    int keys = (int) scores.getShape().get(3);
    NDArray bias = pass.memo().once(this, () -> bias(queries, keys));
    return Ops.add(scores, Ops.castLike(bias, scores));
  }

  /** (1, heads, S, T). */
  private NDArray bias(int queries, int keys) {
    long[] buckets = new long[queries * keys];
    for (int query = 0; query < queries; query++) {
      for (int key = 0; key < keys; key++) {
        buckets[query * keys + key] = bucket(key - query);
      }
    }
    NDArray ids = table.getManager().create(buckets, new Shape(1, queries, keys));
    return Ops.embedding(table, ids).transpose(0, 3, 1, 2);
  }

  private int bucket(int ahead) {
    int count = (int) table.getShape().get(0);
    int first = 0;
    int distance = Math.max(-ahead, 0);
    if (isBothWays) {
      count /= 2;
      first = ahead > 0 ? count : 0;
      distance = Math.abs(ahead);
    }
    int near = count / 2;
    if (distance < near) {
      return first + distance;
    }
    double share = Math.log((double) distance / near) / Math.log((double) farthest / near);
    return first + Math.min(count - 1, near + (int) (share * (count - near)));
  }
}
