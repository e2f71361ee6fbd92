package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.spec.job.TrainingSpec;
import graft.spec.job.TrainingSpec.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
  /** By transformers' formulas, with a peak of 1, 2 steps of warm-up and 10 in all. */
  @ParameterizedTest
  @CsvSource({
    "LINEAR, 0, 0",
    "LINEAR, 1, 0.5",
    "LINEAR, 2, 1",
    "LINEAR, 6, 0.5",
    "LINEAR, 9, 0.125",
    "LINEAR, 10, 0",
    "LINEAR, 12, 0",
    "COSINE, 0, 0",
    "COSINE, 1, 0.5",
    "COSINE, 2, 1",
    "COSINE, 4, 0.853553391",
    "COSINE, 6, 0.5",
    "COSINE, 9, 0.038060234",
    "COSINE, 10, 0",
    "CONSTANT, 0, 0",
    "CONSTANT, 1, 0.5",
    "CONSTANT, 2, 1",
    "CONSTANT, 9, 1"
  })
  void schedulesFollowTheirFormulas(Schedule schedule, int step, double expected) {
    assertThat(new LearningRate(schedule, 1, 2, 10).at(step)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void withoutWarmUpTheFirstStepHasThePeak() {
    assertThat(new LearningRate(Schedule.LINEAR, 0.3, 0, 10).at(0)).isEqualTo(0.3);
  }

  @Test
  void aBrokenWarmUpStepCountsAsAWholeOne() {
    assertThat(LearningRate.of(TrainingSpec.DEFAULTS, 51).warmupSteps()).isEqualTo(4);
  }
}
