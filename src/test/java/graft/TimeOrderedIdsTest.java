package graft;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  @Test
  void ascendWithinOneMillisecond() {
    TimeOrderedIds ids = new TimeOrderedIds(Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom());

    List<String> made = Stream.generate(ids::next).limit(1_000).toList();

    assertThat(made).isSorted().doesNotHaveDuplicates();
    assertThat(made).allMatch(id -> id.matches("[0-9a-hjkmnp-tv-z]{26}"));
  }

  @Test
  void ascendWithTime() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    String earlier = new TimeOrderedIds(clock, new SecureRandom()).next();
    String later =
        new TimeOrderedIds(Clock.offset(clock, Duration.ofMillis(1)), new SecureRandom()).next();

    assertThat(earlier).isLessThan(later);
  }
}
