package graft.telemetry;

import java.time.Duration;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The bounds of histograms. */
final class Buckets {
  /** Waits and jobs: a second to a day. */
  static final Duration[] JOBS =
      seconds(
          1, 2, 5, 10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400);

  /** Steps and predictions: a millisecond to a minute. */
  static final Duration[] STEPS =
      seconds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);

  /** Loading a model: ten milliseconds to ten minutes. */
  static final Duration[] LOADS = seconds(0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 600);

  /** A ratio around one, and what lies beyond half and double. */
  static final double[] RATIOS = {
    0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.3, 1.5, 2
  };

  /** Files: ten kilobytes to ten gigabytes. */
  static final double[] BYTES = {1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};

  private Buckets() {}

  private static Duration[] seconds(double... bounds) {
    Stream<Duration> all =
        DoubleStream.of(bounds).mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)));
    return all.toArray(Duration[]::new);
  }
}
