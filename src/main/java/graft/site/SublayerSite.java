package graft.site;

import ai.djl.ndarray.NDArray;
import graft.tensor.Ops;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where a sublayer's output meets its residual.
 *
 * @param width H
 * @param norm the base model's norm over the sum; empty in a pre-norm model
 * @param attentionDropout with which the base model drops attention weights: for what attends to
 *     adapters here
 */
public record SublayerSite(SiteId id, long width, Optional<NormSite> norm, double attentionDropout)
    implements Site {
  /** {@code norm(output + residual)}, with what sits here. */
  public NDArray forward(NDArray output, NDArray residual, Pass pass) {
    UnaryOperator<NDArray> after = x -> norm.map(postNorm -> postNorm.forward(x, pass)).orElse(x);
    Optional<SublayerAdapter> adapter = pass.setup().sublayer(id);
    if (adapter.isEmpty()) {
      return after.apply(Ops.add(output, residual));
    }
    NDArray adapted = adapter.get().adapt(output, residual, after, pass);
    return adapter.get().endsWithNorm() ? after.apply(Ops.add(adapted, residual)) : adapted;
  }
}
