package graft.generate;

/**
 * Decodes the requests of one model and setup together, step by step. A new one joins between two
 * steps and leaves when its search is over; its tokens are the same alone or in company. Requests
 * may come from any thread; {@code step} is for one thread at a time, the device's.
 */
public interface Generator extends AutoCloseable {
  /**
   * Lets a request wait for its turn.
   *
   * @throws graft.spec.GraftException if the model has no positions for so many tokens
   */
  Generation submit(Prompt prompt, Search search);

  /**
   * Computes something: a piece of the prompts that wait, or the next token of every row. What goes
   * wrong ends the requests that it concerns.
   *
   * @return whether there is more to do
   */
  boolean step();

  /** Ends all requests, and frees what they held. */
  @Override
  void close();
}
