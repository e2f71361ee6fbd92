package graft.catalog.model;

import graft.catalog.hub.HubSource;

/** How base models come below the model root. */
public interface NewModels {
  /**
   * Makes sure that a new model may have this name: one or two parts with a slash between, of
   * letters, digits, dots, dashes and underscores.
   *
   * @throws graft.spec.GraftException {@code INVALID_SPEC}; {@code NAME_TAKEN}
   */
  void requireFree(String name);

  /**
   * Makes room for a model's files. The caller closes the upload; unless it was kept, nothing
   * remains.
   *
   * @throws graft.spec.GraftException {@code INVALID_STATE} if the model root cannot be written to
   */
  ModelUpload receive();

  /**
   * Checks the files that were received, and shows them under a name if they are a model.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL} with every fault; {@code NAME_TAKEN};
   *     {@code STORAGE_FULL}
   */
  BaseModelEntry.Usable keep(ModelUpload upload, String name);

  /**
   * Begins to fetch a model; it is listed with what has come of it.
   *
   * @throws graft.spec.GraftException {@code INVALID_SPEC}; {@code NAME_TAKEN}; {@code BUSY}
   */
  BaseModelEntry fetch(String name, HubSource source);
}
