package graft.export;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Since when a tool has not had everything. Safe for any thread. */
final class Lag {
  private volatile Optional<Instant> since = Optional.empty();

  /** Something that was measured at this time has not come there. */
  void behind(Instant measured) {
    if (since.isEmpty()) {
      since = Optional.of(measured);
    }
  }

  void caughtUp() {
    since = Optional.empty();
  }

  double seconds(Instant now) {
    return since.map(from -> Math.max(0, Duration.between(from, now).toMillis() / 1e3)).orElse(0.0);
  }
}
