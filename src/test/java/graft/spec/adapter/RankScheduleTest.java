package graft.spec.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.GraftException;
import graft.spec.adapter.attribute.RankSchedule;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Budgets as PEFT 0.21's {@code RankAllocator} has them; -1 where it chooses nothing. */
class RankScheduleTest {
  @Test
  void theBudgetFallsOnACubicCurveToTheTarget() {
    assertThat(course(schedule(8, 0, 0, 1), 7, 36, 12))
        .containsExactly(-1, 378, 340, 314, 299, 291, 288);
  }

  @Test
  void directionsAreChosenBetweenTheFirstStepsAndTheLast() {
    assertThat(course(schedule(2, 2, 2, 2), 10, 6, 4))
        .containsExactly(-1, -1, -1, -1, 15, -1, 12, -1, 12, -1);
  }

  /** The choice that settles them is made whatever the interval. */
  @Test
  void theLastChoiceIsMadeWhenItIsDue() {
    assertThat(course(schedule(1, 3, 4, 3), 16, 5, 6))
        .containsExactly(-1, -1, -1, -1, -1, -1, 12, -1, -1, 5, -1, -1, 5, -1, -1, -1);
  }

  @Test
  void aScheduleOfItsOwnStepsForgetsTheTrainings() {
    RankSchedule own = new RankSchedule(8, 0, 0, 1, 0.85, 0.85, Optional.of(7));

    assertThat(course(own, 100, 36, 12).subList(0, 7))
        .isEqualTo(course(schedule(8, 0, 0, 1), 7, 36, 12));
    assertThat(course(own, 100, 36, 12).subList(8, 100)).containsOnly(-1);
  }

  @Test
  void aScheduleWithoutAStepToTakeAwayInIsRefused() {
    assertThatThrownBy(() -> new RankSchedule(8, 5, 5, 1, 0.85, 0.85, Optional.of(10)))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining("tinit must be below total_step - tfinal, which is 5");
  }

  /** What a schedule says of itself is what it does. */
  @Test
  void aScheduleIsIdleWhereNoStepIsOneThatTakesAway() {
    for (int first = 0; first < 6; first++) {
      for (int last = 0; last < 4; last++) {
        for (int interval = 1; interval < 5; interval++) {
          for (int steps = 2; steps < 9; steps++) {
            RankSchedule schedule = schedule(2, first, last, interval);
            boolean takesAway =
                first < steps - last
                    && course(schedule, steps, 6, 4).stream().anyMatch(left -> left >= 0);
            assertThat(schedule.idle(steps).isEmpty())
                .as("%s in %d steps", schedule, steps)
                .isEqualTo(takesAway);
          }
        }
      }
    }
  }

  @Test
  void aScheduleOfMoreStepsThanTheTrainingHasIsIdleIfItBeginsTooLate() {
    RankSchedule own = new RankSchedule(8, 20, 5, 1, 0.85, 0.85, Optional.of(99));

    assertThat(own.idle(21)).get().asString().contains("in 21 steps").contains("of total_step 99");
    assertThat(own.idle(22)).isEmpty();
  }

  private static RankSchedule schedule(int target, int first, int last, int interval) {
    return new RankSchedule(target, first, last, interval, 0.85, 0.85, Optional.empty());
  }

  private static List<Integer> course(RankSchedule schedule, int steps, int modules, int rank) {
    return IntStream.range(0, steps)
        .map(step -> schedule.budget(step, steps, modules, rank).orElse(-1))
        .boxed()
        .toList();
  }
}
