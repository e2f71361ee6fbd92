package graft.tensor.cuda;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A card.
 *
 * @param index from 0, among those that CUDA_VISIBLE_DEVICES leaves
 */
public record Card(int index) {
  /** Ampere's, the first that multiplies bf16 in hardware. */
  private static final int BFLOAT16 = 80;

  /** Where the kernel's driver says which version it is. */
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  /** How many cards the runtime counts; 0 without {@code libcudart} or a driver. */
  public static int count() {
    return CudaUtils.getGpuCount();
  }

  /** Whether the machine has NVIDIA's driver, as far as Linux tells. */
  public static boolean hasDriver() {
    return Files.exists(DRIVER) || Files.exists(Path.of("/dev/nvidiactl"));
  }

  /** Its memory in bytes, in use or not. */
  public long memory() {
    return usage().getMax();
  }

  /** What of it is in use, in bytes, by whoever, what libtorch has in reserve included. */
  public long usedMemory() {
    return usage().getUsed();
  }

  /** The compute capability, such as 90 for 9.0. */
  public int capability() {
    return Integer.parseInt(CudaUtils.getComputeCapability(index));
  }

  /** Whether it multiplies bf16 matrices in hardware. */
  public boolean multipliesBfloat16() {
    return isBfloat16(capability());
  }

  static boolean isBfloat16(int capability) {
    return capability >= BFLOAT16;
  }

  private MemoryUsage usage() {
    return CudaUtils.getGpuMemory(Device.gpu(index));
  }
}
