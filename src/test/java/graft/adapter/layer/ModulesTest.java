package graft.adapter.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import graft.tensor.HostMemory;
import graft.tensor.Init;
import graft.tensor.Parameters;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModulesTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void modulesOfOneSeedStartAlike() {
    assertThat(start("layer.0", Optional.of(7L))).isEqualTo(start("layer.1", Optional.of(7L)));
  }

  /** As in the reference, where 0 is as good as none. */
  @Test
  void zeroIsNoSeed() {
    assertThat(start("layer.0", Optional.of(0L)))
        .isEqualTo(start("layer.0", Optional.empty()))
        .isNotEqualTo(start("layer.1", Optional.of(0L)));
  }

  private float[] start(String path, Optional<Long> seed) {
    Modules modules = Modules.of(Parameters.in(manager, 3), "loras", seed, "r");
    return HostMemory.floats(modules.create(path, "lora_A", new Init.Normal(1), 4));
  }
}
