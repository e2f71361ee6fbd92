package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.site.LinearAdapter;
import graft.site.Pass;
import java.util.function.UnaryOperator;

/**
 * A module that cannot be folded into its projection.
 *
 * @param reason why, for people
 */
public record Unmergeable(LinearAdapter module, String reason) implements LinearAdapter {
  @Override
  public NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass) {
    return module.forward(x, base, pass);
  }
}
