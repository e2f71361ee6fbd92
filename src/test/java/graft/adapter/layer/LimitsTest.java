package graft.adapter.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import graft.spec.GraftException;
import graft.tensor.Init;
import graft.tensor.Parameters;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final Parameters parameters = Parameters.unfilled(manager);
  private final Modules modules = Modules.of(parameters, "loras", Optional.empty(), "r");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aTensorThatIsTooLargeIsRefusedBeforeItIsMade() {
    assertThatThrownBy(() -> modules.create("layer.3", "lora_A", Init.ZEROS, 65_536, 65_536))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(refused.faults().getFirst().pointer()).isEqualTo("/r"))
        .hasMessageContaining("at layer.3");
    assertThat(parameters.count()).isZero();
  }

  @Test
  void anAdapterThatIsTooLargeIsRefusedWhereItBecomesSo() {
    modules.create("layer.0", "lora_A", Init.ZEROS, Limits.TENSOR);
    modules.create("layer.1", "lora_A", Init.ZEROS, Limits.TENSOR);

    assertThatThrownBy(() -> modules.create("layer.2", "lora_A", Init.ZEROS, 1))
        .hasMessageContaining("r must give an adapter of at most")
        .hasMessageContaining("at layer.2");
  }
}
