package graft.tensor.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LostDeviceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA error: device-side assert triggered",
        "CUDA error: an illegal memory access was encountered\n"
            + "CUDA kernel errors might be reported later",
        "CUDA error: uncorrectable ECC error encountered",
        "CUDA error: unspecified launch failure",
        "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasGemmEx(...)`",
        "CUDA API call failed: device-side assert triggered (710)",
      })
  void anErrorThatStaysLosesTheCard(String message) {
    RuntimeException failure = new IllegalStateException("a task", new EngineException(message));
    assertThat(LostDevice.reason(failure)).contains(message.lines().findFirst().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 139 GiB",
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "CUDA error: no kernel image is available for execution on the device",
        "CUDA error: invalid configuration argument",
        "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
      })
  void otherErrorsDoNot(String message) {
    assertThat(LostDevice.reason(new EngineException(message))).isEmpty();
  }

  @Test
  void aFailureWithoutWordsIsNone() {
    assertThat(LostDevice.reason(new IllegalStateException())).isEmpty();
  }
}
