package graft.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobStatusTest {
  @Test
  void aJobMovesOnlyAlongTheContract() {
    assertThat(after(JobStatus.QUEUED))
        .containsExactlyInAnyOrder(
            JobStatus.VALIDATING_FILES, JobStatus.PAUSED, JobStatus.CANCELLED);
    assertThat(after(JobStatus.VALIDATING_FILES))
        .containsExactlyInAnyOrder(
            JobStatus.QUEUED,
            JobStatus.RUNNING,
            JobStatus.PAUSED,
            JobStatus.FAILED,
            JobStatus.CANCELLED);
    assertThat(after(JobStatus.RUNNING))
        .isEqualTo(EnumSet.complementOf(EnumSet.of(JobStatus.VALIDATING_FILES, JobStatus.RUNNING)));
    assertThat(after(JobStatus.PAUSED))
        .containsExactlyInAnyOrder(JobStatus.QUEUED, JobStatus.CANCELLED);
  }

  @Test
  void anEndIsWhereNothingFollows() {
    for (JobStatus status : JobStatus.values()) {
      assertThat(after(status).isEmpty()).as("%s", status).isEqualTo(status.isTerminal());
    }
  }

  private static Set<JobStatus> after(JobStatus status) {
    return Stream.of(JobStatus.values()).filter(status::mayBecome).collect(Collectors.toSet());
  }
}
