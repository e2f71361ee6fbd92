package graft.generate.search;

/** Hears of each token when it is chosen, on the thread that computes: it must not wait. */
public interface TokenListener {
  TokenListener NONE =
      new TokenListener() {
        @Override
        public void chosen(int sequence, TokenLogprob token, long settled) {}

        @Override
        public void finished(int sequence, Sequence whole) {}
      };

  /**
   * @param sequence of how manieth text of the prompt, from 0
   * @param token its log-probability is NaN where these were not asked for
   * @param settled how many bytes of the text's tokens, special ones included, belong to no stop
   *     string that may still come
   */
  void chosen(int sequence, TokenLogprob token, long settled);

  /** After the last token of a text. */
  void finished(int sequence, Sequence whole);
}
