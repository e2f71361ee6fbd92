package graft.catalog.model;

import graft.format.model.ModelDirectory;

/** Knows which tensors the architectures read. The wiring lends it; the catalog asks. */
@FunctionalInterface
public interface WeightsCheck {
  /**
   * What is to be known of weights that are whole.
   *
   * @param tellsWords whether there is something that tells words from hidden states
   */
  record Found(boolean tellsWords) {}

  /**
   * Refuses weights that lack a tensor that the model is built of, or have it in another shape than
   * {@code config.json} says. Reads none of their numbers.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL} naming the tensor
   */
  Found check(ModelDirectory model);
}
