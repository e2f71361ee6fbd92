package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ThroughputTest {
  private long now = 1_000_000_000L;
  private final Throughput pace = new Throughput(() -> now);

  private void step(double seconds, long tokens) {
    now += (long) (seconds * 1e9);
    pace.stepDone(tokens);
  }

  @Test
  void speedIsThatOfTheLastTwentySteps() {
    for (int i = 0; i < 20; i++) {
      step(9, 1);
    }
    for (int i = 0; i < 20; i++) {
      step(0.5, 100);
    }

    assertThat(pace.tokensPerSecond()).isCloseTo(200, within(1e-9));
    assertThat(pace.secondsLeft(10, 0)).isCloseTo(5, within(1e-9));
  }

  @Test
  void timeLeftIncludesTheEvaluationsToCome() {
    step(2, 100);
    now += 30_000_000_000L;
    pace.evaluationDone();
    step(2, 100);

    assertThat(pace.tokensPerSecond()).isCloseTo(50, within(1e-9));
    assertThat(pace.secondsLeft(10, 3)).isCloseTo(10 * 2 + 3 * 30, within(1e-9));
  }

  @Test
  void beforeTheFirstStepNothingIsKnown() {
    assertThat(pace.tokensPerSecond()).isZero();
  }
}
