package graft.format.convert;

import graft.architecture.Architecture;
import graft.architecture.Registry;
import graft.format.FormatRefusal;
import graft.spec.Excerpt;

/** The architectures whose adapters are moved. */
public final class Known {
  private Known() {}

  /**
   * An architecture by its {@code model_type}.
   *
   * @throws graft.spec.GraftException {@code FORMAT_NOT_SUPPORTED} if there is none
   */
  public static Architecture architecture(String modelType) {
    return Registry.find(modelType)
        .map(Registry.Entry::architecture)
        .orElseThrow(() ->
            FormatRefusal.of(
                "adapters of %s models are not moved to or from PEFT"
                    .formatted(Excerpt.printable(modelType))));
  }
}
