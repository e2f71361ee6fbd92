package graft.template.value;

/**
 * What one rendering may use.
 *
 * @param steps operations; one that touches many characters or values counts for several
 * @param depth expressions, statements and calls within each other
 * @param characters of the rendered text, and of every text on the way
 */
public record Limits(long steps, int depth, int characters) {
  /** Enough for conversations of a million tokens, and used up in a fraction of a second. */
  public static final Limits DEFAULT = new Limits(1_000_000, 600, 16 << 20);
}
