package graft.site;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where a sublayer's output meets its residual.
 *
 * @param width H
 * @param norm the base model's norm over the sum, or identity in a pre-norm model
 * @param isPostNorm whether there is such a norm
 * @param attentionDropout with which the base model drops attention weights: for what attends to
 *     adapters here
 */
public record SublayerSite(
    SiteId id, long width, UnaryOperator<NDArray> norm, boolean isPostNorm, double attentionDropout)
    implements Site {
  /** {@code norm(output + residual)}, with what sits here. */
  public NDArray forward(NDArray output, NDArray residual, Pass pass) {
    Optional<SublayerAdapter> adapter = pass.setup().sublayer(id);
    if (adapter.isEmpty()) {
      return norm.apply(Ops.add(output, residual));
    }
    NDArray adapted = adapter.get().adapt(output, residual, norm, pass);
    return adapter.get().endsWithNorm() ? norm.apply(Ops.add(adapted, residual)) : adapted;
  }
}
