package graft.generate.decode;

/**
 * What a generator may hold at a time.
 *
 * @param rows that run together
 * @param tokens whose keys and values are kept, padding included; a single request may have more
 * @param piece tokens of prompts that are read at once, padding included
 */
public record Limits(int rows, long tokens, int piece) {
  /** What suits most models. */
  public static final Limits USUAL = new Limits(64, 1L << 17, 512);

  public Limits {
    if (rows < 1 || tokens < 1 || piece < 1) {
      throw new IllegalArgumentException("a generator needs room for a token");
    }
  }
}
