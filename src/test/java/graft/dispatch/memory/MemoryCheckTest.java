package graft.dispatch.memory;

import static org.assertj.core.api.Assertions.assertThat;

import graft.recipe.memory.Footprint;
import graft.spec.DeviceId;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.job.TrainingSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A job is refused only where its device could not hold it if nothing else were there. */
class MemoryCheckTest {
  private static final Footprint FOOTPRINT = new Footprint(1_000_000_000L, 1_000, 10, 0);

  /** 16 rows of 1,000 tokens: 1 GB, 0.016 GB and 0.16 GB. */
  @Test
  void whatFitsIsTaken() {
    assertThat(faults("cuda:0", 1_176_000_000L, 100)).isEmpty();
  }

  /** 8 rows of 1,000 tokens: 1 GB, 0.008 GB and 0.08 GB. */
  @Test
  void aCardTakesWhatFitsInHalves() {
    assertThat(faults("cuda:0", 1_088_000_000L, 100)).isEmpty();
    assertThat(faults("cuda:0", 1_087_000_000L, 100))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.pointer()).isEqualTo("/training/batch_size");
          assertThat(fault.code()).isEqualTo("out_of_memory");
          assertThat(fault.message())
              .contains("16 rows of 1000 tokens each needs about 1.2 GB, and cuda:0 has 1.1 GB")
              .contains("a batch_size of 4 with more gradient_accumulation_steps");
        });
    assertThat(faults("cuda:0", 900_000_000L, 100).getFirst().message())
        .contains("a smaller max_length or a smaller model");
  }

  @Test
  void aBatchHasNoMoreRowsThanTheFile() {
    assertThat(faults("cuda:0", 1_033_000_000L, 3)).isEmpty();
  }

  /** One row of 1,000 tokens: 1 GB, 0.001 GB and 0.01 GB; what the batch has beside it waits. */
  @Test
  void aProcessorTakesWhatFitsInParts() {
    assertThat(faults("cpu", 1_011_000_000L, 100)).isEmpty();
    assertThat(faults("cpu", 1_010_000_000L, 100).getFirst().message())
        .contains("1 row of 1000 tokens each needs about 1.0 GB, and cpu has 1.0 GB")
        .contains("a smaller max_length or a smaller model");
  }

  private static List<Fault> faults(String device, long bytes, long rows) {
    Faults faults = new Faults();
    TrainingSpec training = TrainingSpec.DEFAULTS;
    assertThat(training.rowsOfBatch()).isEqualTo(16);
    new MemoryCheck(new DeviceId(device), bytes).refuse(FOOTPRINT, training, rows, 1_000, faults);
    return faults.all();
  }
}
