package graft.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import graft.HandClock;
import graft.TestDatabase;
import graft.spec.Owner;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class IdempotencyKeysTest {
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);
  private static final StoredResponse ANSWER =
      new StoredResponse(
          200,
          Optional.of("a".repeat(64)),
          Optional.of("application/json"),
          Optional.empty(),
          "{}");
  private static JdbcClient jdbc;

  private final HandClock clock = new HandClock();
  private final AtomicInteger count = new AtomicInteger();
  private IdempotencyKeys keys;

  @BeforeAll
  static void migrate() {
    JdbcConnectionDetails database = TestDatabase.create();
    DriverManagerDataSource source =
        new DriverManagerDataSource(
            database.getJdbcUrl(), database.getUsername(), database.getPassword());
    Flyway.configure().dataSource(source).load().migrate();
    jdbc = JdbcClient.create(source);
  }

  @BeforeEach
  void empty() {
    jdbc.sql("delete from idempotency_key").update();
    keys = new IdempotencyKeys(jdbc, () -> "attempt-" + count.incrementAndGet(), clock);
  }

  @Test
  void anAnswerIsKeptForADay() {
    keys.keep(Owner.LOCAL, claim("a", ONE), ANSWER);

    clock.advance(IdempotencyKeys.KEPT);
    assertThat(keys.claim(Owner.LOCAL, "a", ONE)).isEqualTo(new KeyClaim.Answered(ANSWER));
    assertThat(keys.claim(Owner.LOCAL, "a", TWO)).isInstanceOf(KeyClaim.Reused.class);

    clock.advance(Duration.ofSeconds(1));
    assertThat(keys.claim(Owner.LOCAL, "a", TWO)).isInstanceOf(KeyClaim.Fresh.class);
  }

  @Test
  void aKeyIsClaimedOnce() {
    claim("a", ONE);

    assertThat(keys.claim(Owner.LOCAL, "a", ONE)).isInstanceOf(KeyClaim.Running.class);
    assertThat(keys.claim(Owner.LOCAL, "a", TWO)).isInstanceOf(KeyClaim.Reused.class);
    assertThat(keys.claim(Owner.LOCAL, "b", ONE)).isInstanceOf(KeyClaim.Fresh.class);
  }

  @Test
  void aKeyThatWasGivenBackIsFree() {
    keys.release(Owner.LOCAL, claim("a", ONE));

    assertThat(keys.claim(Owner.LOCAL, "a", TWO)).isInstanceOf(KeyClaim.Fresh.class);
  }

  @Test
  void whoeverDoesNotComeBackLosesTheKey() {
    KeyClaim.Fresh lost = claim("a", ONE);
    clock.advance(IdempotencyKeys.PATIENCE.plusSeconds(1));
    KeyClaim.Fresh second = claim("a", ONE);

    keys.keep(
        Owner.LOCAL,
        lost,
        new StoredResponse(200, Optional.empty(), Optional.empty(), Optional.empty(), "late"));
    keys.release(Owner.LOCAL, lost);
    assertThat(keys.claim(Owner.LOCAL, "a", ONE)).isInstanceOf(KeyClaim.Running.class);

    keys.keep(Owner.LOCAL, second, ANSWER);
    assertThat(keys.claim(Owner.LOCAL, "a", ONE)).isEqualTo(new KeyClaim.Answered(ANSWER));
  }

  @Test
  void anAnsweredKeyIsNotLostWithTime() {
    keys.keep(Owner.LOCAL, claim("a", ONE), ANSWER);
    clock.advance(IdempotencyKeys.PATIENCE.plusSeconds(1));

    assertThat(keys.claim(Owner.LOCAL, "a", ONE)).isEqualTo(new KeyClaim.Answered(ANSWER));
  }

  @Test
  void expiredKeysAreDeleted() {
    keys.keep(Owner.LOCAL, claim("a", ONE), ANSWER);
    clock.advance(IdempotencyKeys.KEPT.plusSeconds(1));
    claim("b", ONE);

    assertThat(jdbc.sql("select key from idempotency_key").query(String.class).list())
        .containsExactly("b");
  }

  @Test
  void nobodyMeetsTheKeysOfAnother() {
    KeyClaim.Fresh mine = claim("a", ONE);
    Owner other = new Owner("other");

    assertThat(keys.claim(other, "a", TWO)).isInstanceOf(KeyClaim.Fresh.class);
    keys.keep(other, mine, ANSWER);
    keys.release(other, mine);
    assertThat(keys.claim(Owner.LOCAL, "a", ONE)).isInstanceOf(KeyClaim.Running.class);
  }

  private KeyClaim.Fresh claim(String key, String fingerprint) {
    return (KeyClaim.Fresh) keys.claim(Owner.LOCAL, key, fingerprint);
  }
}
