package graft.adapter.linear;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.architecture.Role;
import graft.site.LinearSite;
import graft.tensor.Ops;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the projections that stand side by side in one an adapter changes; in the order of the
 * projection, whatever the configuration's.
 *
 * @param chosen for each part whether it is changed
 */
public record FusedParts(List<LinearSite.Part> parts, List<Boolean> chosen) {
  public FusedParts {
    parts = List.copyOf(parts);
    chosen = List.copyOf(chosen);
  }

  /** The parts of a projection that are for one of these. */
  public static FusedParts of(LinearSite site, Set<Role> roles) {
    return new FusedParts(
        site.parts(), site.parts().stream().map(part -> roles.contains(part.role())).toList());
  }

  /** How many parts are changed. */
  public int count() {
    return (int) chosen.stream().filter(Boolean::booleanValue).count();
  }

  /** The outputs of all parts that are changed. */
  public long width() {
    return changed().stream().mapToLong(LinearSite.Part::width).sum();
  }

  /** The parts that are changed. */
  List<LinearSite.Part> changed() {
    return IntStream.range(0, parts.size()).filter(chosen::get).mapToObj(parts::get).toList();
  }

  /**
   * One after the other along a dimension, with a constant in place of what is not changed.
   *
   * @param pieces of the changed parts, (…, width, …)
   */
  NDArray spread(List<NDArray> pieces, int dimension, double constant) {
    @Nullable NDArray all = null;
    int piece = 0;
    for (int i = 0; i < parts.size(); i++) {
      NDArray next =
          chosen.get(i)
              ? pieces.get(piece++)
              : filled(pieces.getFirst(), dimension, parts.get(i).width(), constant);
      all = all == null ? next : Ops.concat(all, next, dimension);
    }
    return Objects.requireNonNull(all);
  }

  private static NDArray filled(NDArray like, int dimension, long width, double constant) {
    long[] shape = like.getShape().getShape().clone();
    shape[dimension] = width;
    // In float32 first: DJL has no word for bf16, and ends the JVM when it is asked for it.
    return Ops.castLike(like.getManager().full(new Shape(shape), (float) constant), like);
  }
}
