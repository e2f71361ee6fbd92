package graft.generate.search;

/**
 * All that a search is told, with nothing left to guess.
 *
 * @param logprobs how many of the likeliest tokens are told of at each step; 0: of the chosen one
 *     alone; -1: nothing
 */
public record SearchSpec(
    Strategy strategy,
    Limits limits,
    Ends ends,
    Penalties penalties,
    StopStrings stops,
    int logprobs) {
  /** Greedy, with nothing else. */
  public static SearchSpec greedy(Limits limits, Ends ends) {
    return new SearchSpec(
        new Strategy.Greedy(), limits, ends, Penalties.NONE, StopStrings.NONE, -1);
  }

  public SearchSpec with(Strategy other) {
    return new SearchSpec(other, limits, ends, penalties, stops, logprobs);
  }

  public SearchSpec with(Penalties other) {
    return new SearchSpec(strategy, limits, ends, other, stops, logprobs);
  }

  public SearchSpec with(StopStrings other) {
    return new SearchSpec(strategy, limits, ends, penalties, other, logprobs);
  }

  public SearchSpec withLogprobs(int likeliest) {
    return new SearchSpec(strategy, limits, ends, penalties, stops, likeliest);
  }
}
