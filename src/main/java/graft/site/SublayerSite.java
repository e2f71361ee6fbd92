package graft.site;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where a sublayer's output meets the hidden states.
 *
 * @param width H
 * @param attentionDropout with which the base model drops attention weights: for what attends to
 *     adapters here
 * @param end of the layer, where this is its last sublayer
 */
public record SublayerSite(
    SiteId id, long width, Joint joint, double attentionDropout, Optional<LayerSite> end)
    implements Site {
  /** One that others follow in its layer. */
  public SublayerSite(SiteId id, long width, Joint joint, double attentionDropout) {
    this(id, width, joint, attentionDropout, Optional.empty());
  }

  /**
   * Both joined, with what sits here.
   *
   * @param output of the sublayer (B, S, H), after its dropout
   * @param hidden states before the sublayer
   * @param entering what the sublayer read: the hidden states, normed in a pre-norm model
   */
  public NDArray forward(NDArray output, NDArray hidden, NDArray entering, Pass pass) {
    NDArray joined = joined(output, hidden, entering, pass);
    return end.map(layer -> layer.forward(joined, pass)).orElse(joined);
  }

  private NDArray joined(NDArray output, NDArray hidden, NDArray entering, Pass pass) {
    Optional<SublayerAdapter> adapter = pass.setup().sublayer(id);
    if (adapter.isEmpty()) {
      return joint.join(output, hidden, pass);
    }
    UnaryOperator<NDArray> norm = x -> joint.seen().map(seen -> seen.forward(x, pass)).orElse(x);
    NDArray adapted = adapter.get().adapt(output, joint.residual(hidden, entering), norm, pass);
    return adapter.get().endsWithNorm() ? joint.join(adapted, hidden, pass) : adapted;
  }
}
