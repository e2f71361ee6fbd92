package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.tensor.Ops;

/** How queries, keys and values are made. */
public sealed interface Projections {
  /**
   * Projects.
   *
   * @param x what asks (B, S, H)
   * @param memory what is looked at (B, T, H); the same where a text looks at itself
   */
  Projected of(NDArray x, NDArray memory, Pass pass);

  /** What asks alone, where keys and values are there. */
  NDArray query(NDArray x, Pass pass);

  /** One projection each. */
  record Separate(LinearSite query, LinearSite key, LinearSite value) implements Projections {
    @Override
    public Projected of(NDArray x, NDArray memory, Pass pass) {
      return new Projected(
          query.forward(x, pass), key.forward(memory, pass), value.forward(memory, pass));
    }

    @Override
    public NDArray query(NDArray x, Pass pass) {
      return query.forward(x, pass);
    }
  }

  /**
   * All in one, side by side, for self-attention.
   *
   * @param queryWidth query heads · d
   * @param keyWidth heads · d, which values have too
   */
  record Fused(LinearSite all, long queryWidth, long keyWidth) implements Projections {
    @Override
    public Projected of(NDArray x, NDArray memory, Pass pass) {
      NDArray wide = all.forward(x, pass);
      long values = queryWidth + keyWidth;
      return new Projected(
          Ops.slice(wide, 2, 0, queryWidth),
          Ops.slice(wide, 2, queryWidth, values),
          Ops.slice(wide, 2, values, values + keyWidth));
    }

    @Override
    public NDArray query(NDArray x, Pass pass) {
      return Ops.slice(all.forward(x, pass), 2, 0, queryWidth);
    }
  }
}
