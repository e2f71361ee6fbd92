package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import graft.tensor.Ops;

/**
 * Where padding sees nothing, all its scores are one constant: it averages everything, and what it
 * would have seen has no part in it and no gradient. See {@link Visibility#amongTokens}.
 */
public record BlindPadding(Positional then) implements Positional {
  /** Above what is hidden, and far below what is seen. */
  private static final double HIDDEN = -1.0e38;

  @Override
  public NDArray turnQuery(NDArray heads, Pass pass) {
    return then.turnQuery(heads, pass);
  }

  @Override
  public NDArray turnKey(NDArray heads, Pass pass) {
    return then.turnKey(heads, pass);
  }

  @Override
  public NDArray added(NDArray scores, Text text, Pass pass) {
    return Ops.atLeast(then.added(scores, text, pass), HIDDEN);
  }
}
