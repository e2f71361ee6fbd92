package graft.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The devices of this machine. The only place that knows that there are processors and graphics
 * cards.
 */
public final class Devices {
  private static final String AUTO = "auto";
  private static final String CPU = "cpu";
  private static final String CUDA = "cuda:";
  private static final long KIB = 1024;

  private Devices() {}

  /**
   * The devices that a setting names: {@code auto} (every CUDA device, else the processor), {@code
   * cpu}, or {@code cuda:0,cuda:1}.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} for a device that is not there
   */
  public static List<DeviceId> of(String setting) {
    int cards = Libtorch.get().engine().getGpuCount();
    if (setting.equals(AUTO)) {
      List<DeviceId> all = new ArrayList<>();
      for (int i = 0; i < cards; i++) {
        all.add(new DeviceId(CUDA + i));
      }
      return all.isEmpty() ? List.of(new DeviceId(CPU)) : all;
    }
    List<DeviceId> named =
        Arrays.stream(setting.split(",")).map(String::strip).map(DeviceId::new).toList();
    for (DeviceId device : named) {
      boolean exists =
          device.value().equals(CPU)
              || (device.value().matches("cuda:\\d{1,3}") && index(device) < cards);
      if (!exists) {
        throw new GraftException(
            ErrorCode.INVALID_SPEC,
            "no device " + device + ": this machine has cpu and " + cards + " CUDA devices");
      }
    }
    return named;
  }

  /** A manager whose tensors are on the device; the caller closes it. */
  public static NDManager manager(DeviceId device) {
    Device place = device.value().equals(CPU) ? Device.cpu() : Device.gpu(index(device));
    return Libtorch.get().engine().newBaseManager(place);
  }

  /** The device's memory in bytes, in use or not. */
  public static long memory(DeviceId device) {
    return device.value().equals(CPU) ? system().getTotalMemorySize() : card(device).getMax();
  }

  /** What of it nobody uses, in bytes; caches of the system count as used. */
  public static long freeMemory(DeviceId device) {
    if (device.value().equals(CPU)) {
      return system().getFreeMemorySize();
    }
    MemoryUsage card = card(device);
    return card.getMax() - card.getUsed();
  }

  /**
   * What is in use of it, in bytes: of a card by whoever; of a processor's memory by this process
   * where the system says so as Linux does, else by whoever. Pages of mapped files do not count:
   * the system can take them back.
   */
  public static long usedMemory(DeviceId device) {
    return device.value().equals(CPU)
        ? anonymous().orElseGet(() -> memory(device) - freeMemory(device))
        : card(device).getUsed();
  }

  /** Gives a card back what libtorch has in reserve there for tensors to come. */
  public static void release(DeviceId device) {
    if (!device.value().equals(CPU)) {
      JniUtils.emptyCudaCache();
    }
  }

  private static Optional<Long> anonymous() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("RssAnon:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
          .findFirst();
    } catch (IOException | UncheckedIOException notLinux) {
      return Optional.empty();
    }
  }

  private static com.sun.management.OperatingSystemMXBean system() {
    return (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  private static MemoryUsage card(DeviceId device) {
    return ai.djl.util.cuda.CudaUtils.getGpuMemory(Device.gpu(index(device)));
  }

  /**
   * Whether the device multiplies bf16 matrices in hardware; for a processor, what Linux says of
   * it. Where nothing says so, it counts as no.
   */
  public static boolean multipliesBfloat16(DeviceId device) {
    if (!device.value().equals(CPU)) {
      return true;
    }
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.anyMatch(
          line -> line.matches("(?i)(flags|features)\\b.*\\b(avx512_bf16|amx_bf16|bf16)\\b.*"));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** The version of libtorch. */
  public static String engineVersion() {
    return Libtorch.get().engine().getVersion();
  }

  private static int index(DeviceId device) {
    return Integer.parseInt(device.value().substring(CUDA.length()));
  }
}
