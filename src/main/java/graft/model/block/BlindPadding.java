package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import java.util.Optional;

/**
 * Where padding sees nothing, all its scores are one constant: it averages everything, and what it
 * would have seen has no part in it and no gradient. See {@link Visibility#amongTokens}, which
 * makes the scores so.
 */
public record BlindPadding(Positional then) implements Positional {
  @Override
  public NDArray turnQuery(NDArray heads, Pass pass) {
    return then.turnQuery(heads, pass);
  }

  @Override
  public NDArray turnKey(NDArray heads, Pass pass) {
    return then.turnKey(heads, pass);
  }

  @Override
  public Optional<NDArray> bias(Text text, Pass pass) {
    return then.bias(text, pass);
  }

  @Override
  public boolean isBlindToHidden() {
    return true;
  }
}
