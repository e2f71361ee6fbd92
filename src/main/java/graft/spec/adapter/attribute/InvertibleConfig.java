package graft.spec.adapter.attribute;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;

/**
 * An invertible adapter at the embeddings (MAD-X, Pfeiffer et al. 2020), part of a bottleneck
 * configuration.
 *
 * @param invAdapterReductionFactor by how much the coupling's hidden layer is narrower than its
 *     input
 */
public record InvertibleConfig(
    @Attribute("Kind of invertible adapter at the embeddings; none when absent")
        Optional<Coupling> invAdapter,
    @Attribute(value = "Reduction factor inside the invertible adapter", min = 0)
        Optional<Double> invAdapterReductionFactor) {
  public static final InvertibleConfig DEFAULTS =
      new InvertibleConfig(Optional.empty(), Optional.empty());

  /** The coupling layer: additive (NICE) or affine (GLOW). */
  public enum Coupling {
    NICE,
    GLOW
  }

  public InvertibleConfig {
    Check check = new Check();
    check.that(
        invAdapter.isEmpty() || invAdapterReductionFactor.isPresent(),
        "inv_adapter_reduction_factor",
        "is required with inv_adapter");
    check.that(
        invAdapterReductionFactor.isEmpty() || invAdapterReductionFactor.get() > 0,
        "inv_adapter_reduction_factor",
        "must be above 0");
    check.done();
  }
}
