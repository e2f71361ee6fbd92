package graft.recipe.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import ai.djl.engine.EngineException;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceGuardTest {
  private static final DeviceId DEVICE = new DeviceId("cpu");

  private final List<String> lost = new ArrayList<>();
  private final DeviceGuard guard = new DeviceGuard(lost::add);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 2.00 GiB",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory",
      })
  void tooLittleMemoryIsToldWithWhatHelps(String message) {
    assertThatThrownBy(() -> fail(new EngineException(message)))
        .hasMessage("less is less")
        .asInstanceOf(type(GraftException.class))
        .extracting(GraftException::code)
        .isEqualTo(ErrorCode.OUT_OF_MEMORY);
    assertThat(lost).isEmpty();
  }

  @Test
  void whoSaysMoreOfItIsNotTalkedOver() {
    GraftException said =
        new GraftException(
            ErrorCode.OUT_OF_MEMORY, "also by halves", new EngineException("CUDA out of memory"));
    assertThatThrownBy(() -> fail(said)).isSameAs(said);
  }

  /** Work of a lane comes wrapped. */
  @Test
  void aLostCardIsToldAndTheFailureGoesOn() {
    RuntimeException failure =
        new IllegalStateException(
            "a short task failed",
            new EngineException("CUDA error: device-side assert triggered\nCompile with …"));
    assertThatThrownBy(() -> fail(failure)).isSameAs(failure);
    assertThat(lost).containsExactly("cpu: CUDA error: device-side assert triggered");
  }

  @Test
  void whatSucceedsAndOtherFailuresPass() {
    assertThat(guard.<Integer>run(DEVICE, "less is less", () -> 7)).isEqualTo(7);
    IllegalArgumentException other = new IllegalArgumentException("no");
    assertThatThrownBy(() -> fail(other)).isSameAs(other);
    assertThat(lost).isEmpty();
  }

  private void fail(RuntimeException failure) {
    guard.run(
        DEVICE,
        "less is less",
        () -> {
          throw failure;
        });
  }
}
