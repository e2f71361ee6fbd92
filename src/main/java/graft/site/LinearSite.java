package graft.site;

import ai.djl.ndarray.NDArray;
import graft.architecture.Layout;
import graft.architecture.Role;
import graft.tensor.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A projection with its frozen weights.
 *
 * @param layout how its file holds it, and what stands side by side in it
 * @param widths of the outputs of what stands side by side
 */
public record LinearSite(SiteId id, LinearWeights weights, Layout layout, List<Long> widths)
    implements Site {
  public LinearSite {
    widths = List.copyOf(widths);
  }

  /** A projection of its own, which its file holds as it is. */
  public LinearSite(SiteId id, LinearWeights weights) {
    this(
        id,
        weights,
        new Layout(false, List.of(id.role())),
        List.of(weights.weight().getShape().get(0)));
  }

  /**
   * What stands in a projection beside others.
   *
   * @param width number of its outputs
   */
  public record Part(Role role, long width) {}

  /** What it projects to, one after the other; one part where nothing is fused. */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < widths.size(); i++) {
      parts.add(new Part(layout.parts().get(i), widths.get(i)));
    }
    return parts;
  }

  /** Width of the input. */
  public long in() {
    return weights.weight().getShape().get(1);
  }

  /** Width of the output. */
  public long out() {
    return weights.weight().getShape().get(0);
  }

  /** The weights that a pass projects with: its own, or what was merged with them. */
  public LinearWeights current(Pass pass) {
    return pass.setup().merged(id).orElse(weights);
  }

  /** (…, in) to (…, out), with what sits here. */
  public NDArray forward(NDArray x, Pass pass) {
    NDArray entering = Gradients.meet(x);
    LinearWeights current = current(pass);
    Optional<LinearAdapter> adapter = pass.setup().linear(id);
    return adapter.isPresent()
        ? adapter.get().forward(entering, current, pass)
        : current.apply(entering);
  }
}
