package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.evaluation.EvaluationSpec;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepScheduleTest {
  @Test
  void everyBatchOfEveryEpochIsTakenOnceAndHasItsOwnPass() {
    StepSchedule table =
        StepSchedule.of(Plans.training(Optional.empty(), 3, 4), EvaluationSpec.DEFAULTS, 10);

    long[] passes =
        IntStream.range(0, table.totalSteps())
            .boxed()
            .flatMapToLong(step ->
                IntStream.range(0, table.endBatch(step) - table.firstBatch(step))
                    .mapToLong(i -> table.firstPass(step) + i))
            .toArray();

    assertThat(table.totalSteps()).isEqualTo(9);
    assertThat(passes).containsExactly(IntStream.range(0, 30).asLongStream().toArray());
  }

  @Test
  void withoutAnIntervalEvaluationsEndTheEpochs() {
    StepSchedule table =
        StepSchedule.of(Plans.training(Optional.of(8), 1, 4), EvaluationSpec.DEFAULTS, 10);

    assertThat(IntStream.rangeClosed(1, 8).filter(table::isEvaluationDue)).containsExactly(3, 6, 8);
  }

  @ParameterizedTest
  @CsvSource({"10, 4", "12, 4", "3, 4", "1, 1", "7, 7"})
  void theEvaluationsToComeAreThoseThatWillBeDue(int total, int every) {
    StepSchedule table = new StepSchedule(5, 1, total, every);

    for (int done = 0; done <= total; done++) {
      long due = IntStream.rangeClosed(done + 1, total).filter(table::isEvaluationDue).count();
      assertThat(table.evaluationsAfter(done)).isEqualTo((int) due);
    }
  }

  @Test
  void anEpochWithoutBatchesIsRefused() {
    assertThatThrownBy(() -> new StepSchedule(0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0 batches an epoch");
  }
}
