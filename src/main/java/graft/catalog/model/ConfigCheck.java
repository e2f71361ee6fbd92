package graft.catalog.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows what the architectures make of a configuration. The wiring lends it; the catalog asks. */
@FunctionalInterface
public interface ConfigCheck {
  /**
   * Refuses a {@code config.json} that would not be computed as it says.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL} with every fault
   */
  void check(Map<String, @Nullable Object> config);
}
