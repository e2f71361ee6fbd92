package graft.site;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/** What may sit around a projection. */
@FunctionalInterface
public interface LinearAdapter {
  /**
   * The adapted projection of {@code x} (B, S, in): (B, S, out).
   *
   * @param base the projection itself, bias included
   */
  NDArray forward(NDArray x, UnaryOperator<NDArray> base, Pass pass);
}
