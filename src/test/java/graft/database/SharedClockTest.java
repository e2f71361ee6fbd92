package graft.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** Leases live by the database's time, whatever the clocks of the nodes say. */
class SharedClockTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private long counter = 17;

  @Test
  void nodesWhoseOwnClocksAreHoursApartHaveTheSameTime() {
    SharedClock early = new SharedClock(NOON.minus(HOUR), () -> counter);
    SharedClock late = new SharedClock(NOON.plus(HOUR), () -> counter);

    assertThat(early.tell(NOON, counter)).isFalse();
    assertThat(late.tell(NOON, counter)).isFalse();
    pass(Duration.ofSeconds(5));

    assertThat(early.instant()).isEqualTo(NOON.plusSeconds(5)).isEqualTo(late.instant());
  }

  @Test
  void anAnswerThatIsALittleLateChangesNothing() {
    SharedClock clock = new SharedClock(NOON, () -> counter);
    clock.tell(NOON, counter);
    pass(Duration.ofSeconds(5));

    assertThat(clock.tell(NOON.plusSeconds(5).minusMillis(200), counter)).isFalse();

    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(5));
  }

  @Test
  void aDatabaseWhoseClockIsSetIsFollowedForthAndBack() {
    SharedClock clock = new SharedClock(NOON, () -> counter);
    clock.tell(NOON, counter);

    assertThat(clock.tell(NOON.plus(HOUR), counter)).isTrue();
    assertThat(clock.instant()).isEqualTo(NOON.plus(HOUR));
    assertThat(clock.tell(NOON, counter)).isTrue();
    assertThat(clock.instant()).isEqualTo(NOON);
  }

  @Test
  void whatDriftsIsFollowedWithoutBeingSet() {
    SharedClock clock = new SharedClock(NOON, () -> counter);
    clock.tell(NOON, counter);

    assertThat(clock.tell(NOON.plusMillis(400), counter)).isFalse();

    assertThat(clock.instant()).isEqualTo(NOON.plusMillis(400));
    assertThat(clock.withZone(ZoneId.of("Asia/Tokyo")).instant()).isEqualTo(clock.instant());
  }

  private void pass(Duration time) {
    counter += time.toNanos();
  }
}
