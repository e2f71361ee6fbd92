package graft.job;

import static org.assertj.core.api.Assertions.assertThat;

import graft.spec.JobId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
  @Test
  void idsAreReadBackAndSortByNumber() {
    EventId ninth = new EventId(new JobId("ftjob-01a-b"), 9);
    EventId tenth = new EventId(new JobId("ftjob-01a-b"), 10);

    assertThat(EventId.read(ninth.toString())).contains(ninth);
    assertThat(ninth.toString()).isEqualTo("ftevent-01a-b-00000009").isLessThan(tenth.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftevent-",
        "ftevent-a",
        "ftevent-a-1",
        "ftjob-a-00000001",
        "ftevent-a-9999999999"
      })
  void otherTextsAreNoIds(String text) {
    assertThat(EventId.read(text)).isEmpty();
  }
}
