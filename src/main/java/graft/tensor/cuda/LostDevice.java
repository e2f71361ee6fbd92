package graft.tensor.cuda;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How CUDA says that a card is lost to this process. It has errors after which every further call
 * of the process fails alike, whoever makes it and whatever for, until the process is another one:
 * an access outside of memory, an assertion of a kernel, a fault of the hardware. What it says is
 * told as text alone.
 *
 * <p>Source: the CUDA runtime's documentation of {@code cudaError}, of whose members those are
 * listed here of which it says that "the process must be terminated and relaunched".
 */
public final class LostDevice {
  private static final List<String> SAID =
      List.of(
          "an illegal memory access was encountered",
          "device-side assert triggered",
          "an illegal instruction was encountered",
          "misaligned address",
          "operation not supported on global/shared address space",
          "invalid program counter",
          "unspecified launch failure",
          "hardware stack error",
          "the launch timed out and was terminated",
          "uncorrectable ECC error encountered",
          "uncorrectable NVLink error detected",
          "Invalid access of peer GPU memory over nvlink or a hardware error",
          "driver shutting down",
          "CUBLAS_STATUS_EXECUTION_FAILED",
          "CUBLAS_STATUS_INTERNAL_ERROR",
          "CUDA error: unknown error");

  private LostDevice() {}

  /** What CUDA said, in one line; empty if something failed for another reason. */
  public static Optional<String> reason(Throwable failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .flatMap(cause -> String.valueOf(cause.getMessage()).lines())
        .filter(line -> line.contains("CU"))
        .filter(line -> SAID.stream().anyMatch(line::contains))
        .findFirst();
  }
}
