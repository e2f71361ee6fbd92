package graft.train;

import graft.spec.job.Work.Phase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Where a step's time goes. It looks at the host's clock and at nothing else, which is some ten
 * nanoseconds a phase: it never waits for a device.
 */
final class Stopwatch {
  private final LongSupplier nanos;
  private final Map<Phase, Duration> times = new EnumMap<>(Phase.class);
  private long since;

  /** Starts; {@code nanos} is like {@link System#nanoTime}. */
  Stopwatch(LongSupplier nanos) {
    this.nanos = nanos;
    since = nanos.getAsLong();
  }

  /** Another of the same clock, for another thread. */
  Stopwatch another() {
    return new Stopwatch(nanos);
  }

  /** Starts anew, with nothing measured. */
  void start() {
    times.clear();
    since = nanos.getAsLong();
  }

  /** What went by since the last look was this phase. */
  void lap(Phase phase) {
    long now = nanos.getAsLong();
    times.merge(phase, Duration.ofNanos(now - since), Duration::plus);
    since = now;
  }

  /** Each phase since the start. */
  Map<Phase, Duration> times() {
    return times;
  }

  Duration time(Phase phase) {
    return times.getOrDefault(phase, Duration.ZERO);
  }
}
