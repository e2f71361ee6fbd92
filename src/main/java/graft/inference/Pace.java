package graft.inference;

import java.time.Duration;

/**
 * How many tokens of a model a device reads in a short time, measured as it goes. Safe for any
 * thread.
 */
final class Pace {
  /** For as long others may have to wait while one task has its turn. */
  private static final Duration TURN = Duration.ofMillis(150);

  /** Fewer are read hardly faster. */
  private static final int LEAST = 256;

  private static final int MOST = 4096;

  /** What a turn may hold of a model that nobody has timed yet. */
  private static final int GUESS = 512;

  private double tokens = GUESS;

  /** Takes in how long a turn was, if it was long enough to tell. */
  synchronized void note(long read, long nanos) {
    if (read >= LEAST / 2 && read <= 2 * MOST && nanos > 0) {
      double fitting = Math.clamp((double) read * TURN.toNanos() / nanos, LEAST, MOST);
      tokens = (tokens + fitting) / 2;
    }
  }

  /** Tokens of a turn. */
  synchronized int most() {
    return (int) tokens;
  }
}
