package graft.site;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/** What may sit where a sublayer's output meets its residual. */
public interface SublayerAdapter {
  /**
   * The adapted output (B, S, H), the adapter's own residual added, the sublayer's not.
   *
   * @param output of the sublayer after its dropout, or of the adapter before this one in a stack
   * @param residual what the base model adds
   * @param norm the post-norm, or identity in a pre-norm model
   */
  NDArray adapt(NDArray output, NDArray residual, UnaryOperator<NDArray> norm, Pass pass);

  /** Whether the base model's residual and norm follow. */
  boolean endsWithNorm();

  /**
   * Whether it reads the residual and adds to the sublayer's own output; what stood before it in a
   * stack is then overwritten, as in the reference.
   */
  default boolean isParallel() {
    return false;
  }
}
