package graft.generate.search;

/** The text of single tokens, as UTF-8 bytes of which a token may hold a part of a character. */
@FunctionalInterface
public interface TokenBytes {
  /** What a token adds to a text; empty for one that the vocabulary does not have. */
  byte[] of(int token);
}
