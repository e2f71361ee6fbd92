package graft.format.convert;

import graft.architecture.Architecture;
import graft.architecture.Registry;
import graft.format.FormatRefusal;
import graft.format.model.ModelDirectory;
import graft.spec.Excerpt;
import graft.spec.GraftException;

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
        .orElseThrow(() -> unknown(modelType));
  }

  /**
   * That of a model, as its configuration has it.
   *
   * @throws graft.spec.GraftException {@code FORMAT_NOT_SUPPORTED} if there is none
   */
  public static Architecture architecture(ModelDirectory model) {
    return model.known().orElseThrow(() -> unknown(model.modelType()));
  }

  private static GraftException unknown(String modelType) {
    return FormatRefusal.of(
        "adapters of %s models are not moved to or from PEFT"
            .formatted(Excerpt.printable(modelType)));
  }
}
