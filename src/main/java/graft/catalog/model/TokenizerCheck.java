package graft.catalog.model;

import java.util.Optional;

/** Tries a tokenizer on every kind of text. The wiring lends it; the catalog asks. */
public interface TokenizerCheck {
  /**
   * What is wrong with a tokenizer; empty if nothing is. Takes about a second.
   *
   * @param tokenizerJson a whole {@code tokenizer.json}
   * @throws graft.spec.GraftException {@code INVALID_STATE} if it could not be tried
   */
  Optional<String> fault(byte[] tokenizerJson);

  /** What tries it: another library, or other texts, may come to another verdict. */
  String version();
}
