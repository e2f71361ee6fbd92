package graft.api.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Counts the wrong keys of each address, so that nobody tries many. Shared by all requests. */
@Component
class Guesses {
  static final int MOST_A_MINUTE = 10;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MOST_ADDRESSES = 10_000;

  private final Clock clock;
  private final Map<String, Integer> counts = new HashMap<>();
  private Instant end = Instant.MIN;

  Guesses(Clock clock) {
    this.clock = clock;
  }

  /** Counts one, and tells whether it was one too many. */
  synchronized boolean isOneTooMany(String address) {
    Instant now = clock.instant();
    if (!now.isBefore(end) || counts.size() >= MOST_ADDRESSES) {
      counts.clear();
      end = now.plus(WINDOW);
    }
    return counts.merge(address, 1, Integer::sum) > MOST_A_MINUTE;
  }
}
