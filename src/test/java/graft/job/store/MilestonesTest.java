package graft.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import graft.job.store.Milestones.Milestone;
import graft.job.store.Milestones.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Estimates are between their neighbours, and grow with the queue. */
class MilestonesTest {
  /** Jobs 1 to 1,200 of priority 0 behind 600 of priority 5, which have the numbers from 2,000. */
  private static final Milestones QUEUE =
      new Milestones(
          List.of(
              new Milestone(new Position(5, 2_499), 500),
              new Milestone(new Position(0, 400), 1_000),
              new Milestone(new Position(0, 900), 1_500)));

  @Test
  void aMilestoneHasItsPlaceAndOthersStandBehindIt() {
    assertThat(QUEUE.place(new Position(0, 400))).isEqualTo(1_000);
    assertThat(QUEUE.place(new Position(0, 410))).isEqualTo(1_010);
    assertThat(QUEUE.place(new Position(5, 2_550))).isEqualTo(551);
  }

  @Test
  void nobodyStandsBehindTheNextMilestone() {
    assertThat(QUEUE.place(new Position(5, 90_000))).isEqualTo(999);
    assertThat(QUEUE.place(new Position(0, 899))).isEqualTo(1_499);
  }

  @Test
  void thoseThatCameAfterTheReadingStandBehindAll() {
    assertThat(QUEUE.place(new Position(0, 1_300))).isEqualTo(1_900);
  }

  @Test
  void thoseBeforeTheFirstMilestoneAreTheNext() {
    assertThat(QUEUE.place(new Position(9, 1))).isEqualTo(1);
    assertThat(Milestones.NONE.place(new Position(0, 1))).isEqualTo(1);
  }
}
