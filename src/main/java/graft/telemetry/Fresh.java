package graft.telemetry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * A value that is dear to find out, found out again at most every five seconds. While that fails,
 * which a scrape must survive, the last one stays. Safe for any thread.
 */
final class Fresh<T> implements Supplier<T> {
  private static final Duration AGE = Duration.ofSeconds(5);

  private final Supplier<T> source;
  private final Clock clock;
  private T value;
  private Instant until = Instant.MIN;

  /**
   * @param unknown the value before the source has answered
   */
  Fresh(Supplier<T> source, T unknown, Clock clock) {
    this.source = source;
    this.value = unknown;
    this.clock = clock;
  }

  @Override
  public synchronized T get() {
    Instant now = clock.instant();
    if (!now.isBefore(until)) {
      until = now.plus(AGE);
      try {
        value = source.get();
      } catch (RuntimeException databaseIsAway) {
        return value;
      }
    }
    return value;
  }
}
