package graft.generate;

/**
 * What a request begins with.
 *
 * @param ids what the model reads first, no padding: the text so far, or what an encoder reads,
 *     whose decoder then begins with the model's own start token
 * @param newTokens the most tokens that a row may get
 */
public record Prompt(int[] ids, int newTokens) {
  public Prompt {
    if (ids.length == 0 || newTokens < 1) {
      throw new IllegalArgumentException("a prompt has a token, and one is added at least");
    }
    ids = ids.clone();
  }
}
