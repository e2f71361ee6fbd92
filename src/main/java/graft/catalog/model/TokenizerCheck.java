package graft.catalog.model;

import java.nio.file.Path;

/** Knows a tokenizer when it sees one. The wiring lends it; the catalog asks. */
@FunctionalInterface
public interface TokenizerCheck {
  /**
   * Opens a {@code tokenizer.json} and closes it again.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL} if it is none
   */
  void check(Path tokenizerJson);
}
