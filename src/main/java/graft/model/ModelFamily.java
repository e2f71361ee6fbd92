package graft.model;

import graft.architecture.Architecture;
import graft.architecture.Family;

/** A family whose models are computed here. */
public interface ModelFamily extends Family {
  /**
   * Puts a model together.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL} with the name of what is missing or
   *     wrong
   */
  Network build(Architecture architecture, Assembly assembly);
}
