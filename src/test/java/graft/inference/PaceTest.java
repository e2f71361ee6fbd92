package graft.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  private static final int TURNS = 20;

  private final Pace pace = new Pace();

  @ParameterizedTest
  @CsvSource({
    "2, 300", // tokens in a millisecond, and how many a turn then holds
    "10, 1500",
    "0.1, 256",
    "1000, 4096"
  })
  void aTurnHoldsWhatTheDeviceReadsInAShortTime(double perMillisecond, int expected) {
    for (int i = 0; i < TURNS; i++) {
      long nanos = (long) (TimeUnit.MILLISECONDS.toNanos(1) * pace.most() / perMillisecond);
      pace.note(pace.most(), nanos);
    }

    assertThat(pace.most()).isBetween(expected - 1, expected);
  }

  @ParameterizedTest
  @CsvSource({"8, 100", "9223372036854775807, 1"})
  void aTurnThatIsTooShortOrOfNoKnownLengthTellsNothing(long tokens, long milliseconds) {
    int before = pace.most();

    pace.note(tokens, TimeUnit.MILLISECONDS.toNanos(milliseconds));

    assertThat(pace.most()).isEqualTo(before);
  }
}
