package graft.architecture;

import java.util.List;

/**
 * Models that one file computes. It is found by its line in {@code
 * META-INF/services/graft.architecture.Family}.
 */
public interface Family {
  /** Every {@code model_type} of it. */
  List<Architecture> architectures();

  /**
   * An architecture as a model of this configuration has it: how its layers are counted, what its
   * classes call modules.
   */
  default Architecture of(Architecture architecture, ModelConfig config) {
    return architecture;
  }

  /**
   * A model's sizes.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL} if they do not fit together
   */
  Dimensions dimensions(Architecture architecture, ModelConfig config);
}
