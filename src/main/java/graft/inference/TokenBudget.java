package graft.inference;

import graft.spec.ErrorCode;
import graft.spec.GraftException;

/**
 * How many tokens may be on their way at a time: those of prompts, and the most that may come after
 * them. A single request may have more. Safe for any thread.
 */
final class TokenBudget {
  private final long most;
  private long taken;

  TokenBudget(long most) {
    this.most = most;
  }

  /**
   * @throws GraftException {@code RATE_LIMIT_EXCEEDED}
   */
  synchronized void take(long tokens) {
    if (taken > 0 && taken + tokens > most) {
      throw new GraftException(
          ErrorCode.RATE_LIMIT_EXCEEDED,
          "%d tokens are being generated or waited for, and %d more would be above %d; try again soon"
              .formatted(taken, tokens, most));
    }
    taken += tokens;
  }

  synchronized void giveBack(long tokens) {
    taken -= tokens;
  }

  synchronized long taken() {
    return taken;
  }
}
