package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;

import graft.FastDirectory;
import graft.spec.job.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed in the midst of a training leaves nothing that another cannot end. */
class KilledTrainingTest {
  @TempDir(factory = FastDirectory.class)
  private Path directory;

  @Test
  void aTrainingWhoseProcessIsKilledAgainAndAgainEndsWithTheSameBytes() throws Exception {
    List<String> adapters = Case.all(Precision.BF16).stream().map(Case::adapter).toList();
    try (SmallJobs jobs = new SmallJobs(directory, ChildTraining.EPOCHS)) {
      KilledTraining killed = new KilledTraining(jobs, directory);

      int kills = killed.survive(adapters.indexOf("unipelt"), Precision.BF16, 3, new Random(5));

      assertThat(kills).isEqualTo(3);
    }
  }
}
