package graft.model.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.NormSite;
import graft.site.Pass;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Embeddings of the distances from key to query: as many before the query as behind it, those far
 * away in buckets that grow with the logarithm.
 *
 * @param table (2 · span, H)
 * @param norm over the embeddings, in models that have one
 * @param span how many there are to each side
 * @param farthest the distance that the last bucket is for; empty where each distance has its own
 */
public record Distances(NDArray table, Optional<NormSite> norm, int span, OptionalInt farthest) {
  /** The embeddings (1, 2 · span, H). */
  NDArray embedded(Pass pass) {
    return pass.memo()
        .once(
            this,
            () -> {
              NDArray normed = norm.map(site -> site.forward(table, pass)).orElse(table);
              return normed.reshape(new Shape(1, 2L * span, normed.getShape().get(1)));
            });
  }

  /** Where the table has the distance of each query (row) and key (column): int64 (S, S). */
  NDArray places(int length, Pass pass) {
    return pass.memo()
        .once(
            table,
            () -> {
              long[] places = new long[length * length];
              for (int query = 0; query < length; query++) {
                for (int key = 0; key < length; key++) {
                  places[query * length + key] = place(query - key);
                }
              }
              return table.getManager().create(places, new Shape(length, length));
            });
  }

  private long place(int distance) {
    return Math.clamp((long) bucket(distance) + span, 0, 2 * span - 1);
  }

  private int bucket(int distance) {
    int middle = span / 2;
    if (farthest.isEmpty() || Math.abs(distance) <= middle) {
      return distance;
    }
    // In single precision, as the reference: where a bucket ends may hang on a rounding.
    float share = (float) Math.log((float) Math.abs(distance) / middle);
    share /= (float) Math.log((float) ((farthest.getAsInt() - 1.0) / middle));
    return Integer.signum(distance) * (int) ((float) Math.ceil(share * (middle - 1)) + middle);
  }
}
