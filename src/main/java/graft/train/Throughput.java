package graft.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * How fast a training is: the last steps by the clock, with all that happens between them, and the
 * last evaluation.
 */
final class Throughput {
  private static final int WINDOW = 20;
  private static final double NANOS = 1e9;

  private final LongSupplier nanos;
  private final Deque<Lap> laps = new ArrayDeque<>();
  private long lapStart;
  private double evaluationSeconds;

  private record Lap(double seconds, long tokens) {}

  /** Starts the clock; {@code nanos} is like {@link System#nanoTime}. */
  Throughput(LongSupplier nanos) {
    this.nanos = nanos;
    lapStart = nanos.getAsLong();
  }

  void stepDone(long tokens) {
    laps.addLast(new Lap(lap(), tokens));
    if (laps.size() > WINDOW) {
      laps.removeFirst();
    }
  }

  void evaluationDone() {
    evaluationSeconds = lap();
  }

  /** Tokens of the last steps, over their time without evaluations. */
  double tokensPerSecond() {
    double seconds = seconds();
    return seconds > 0 ? laps.stream().mapToLong(Lap::tokens).sum() / seconds : 0;
  }

  double secondsLeft(int steps, int evaluations) {
    double ofStep = laps.isEmpty() ? 0 : seconds() / laps.size();
    return steps * ofStep + evaluations * evaluationSeconds;
  }

  private double seconds() {
    return laps.stream().mapToDouble(Lap::seconds).sum();
  }

  private double lap() {
    long now = nanos.getAsLong();
    double seconds = (now - lapStart) / NANOS;
    lapStart = now;
    return seconds;
  }
}
