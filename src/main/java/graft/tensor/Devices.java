package graft.tensor;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.tensor.cuda.Card;
import graft.tensor.process.Cores;
import graft.tensor.process.Gate;
import graft.tensor.process.ProcessMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The devices of this machine. The only place that knows that there are processors and graphics
 * cards.
 */
public final class Devices {
  private static final String AUTO = "auto";
  private static final String CPU = "cpu";
  private static final String EVERY_CARD = "cuda";
  private static final String CUDA = "cuda:";
  private static final long KIB = 1024;

  private static final class Holder {
    static final Cores CORES = coresOfLibtorch();
    static final Gate LANES = new Gate(CORES.lanes());
  }

  private static final class OfProcessor {
    static final boolean MULTIPLIES_BFLOAT16 = processorMultipliesBfloat16();
  }

  private Devices() {}

  /** How the processor's cores are shared out among the parts of a step. */
  public static Cores cores() {
    return Holder.CORES;
  }

  /**
   * Computes a part of a step. On the processor no more of them are computed at a time, of all
   * trainings together, than it has lanes: others would only take those their caches, and each
   * needs memory for what it keeps.
   *
   * @param manager on whose device it is computed
   */
  public static void inTurn(NDManager manager, Runnable part) {
    if (manager.getDevice().isGpu()) {
      part.run();
    } else {
      Holder.LANES.inside(part);
    }
  }

  private static Cores coresOfLibtorch() {
    Objects.requireNonNull(Libtorch.get());
    return Cores.ofThisProcess();
  }

  /**
   * The devices that a setting names: {@code auto} (every CUDA device, else the processor), {@code
   * cpu}, {@code cuda} (every CUDA device, and at least one), or {@code cuda:0,cuda:1}. Each card
   * has computed something by then.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} for a device that is not there, or that
   *     libtorch cannot use
   */
  public static List<DeviceId> of(String setting) {
    int cards = Libtorch.get().engine().getGpuCount();
    List<DeviceId> named =
        switch (setting) {
          case AUTO -> cards == 0 ? List.of(new DeviceId(CPU)) : all(cards);
          case EVERY_CARD -> all(cards);
          default ->
              Arrays.stream(setting.split(",")).map(String::strip).map(DeviceId::new).toList();
        };
    if (named.isEmpty()) {
      throw refusal("no CUDA device: " + whyNone());
    }
    named.forEach(device -> requireUsable(device, cards));
    return named;
  }

  private static List<DeviceId> all(int cards) {
    return IntStream.range(0, cards).mapToObj(i -> new DeviceId(CUDA + i)).toList();
  }

  private static void requireUsable(DeviceId device, int cards) {
    if (device.value().equals(CPU)) {
      return;
    }
    if (!device.value().matches("cuda:\\d{1,3}") || index(device) >= cards) {
      throw refusal(
          "no device "
              + device
              + ": this machine has cpu and "
              + cards
              + " CUDA devices"
              + (cards == 0 ? "; " + whyNone() : ""));
    }
    try (NDManager manager = manager(device);
        Scope _ = new Scope()) {
      NDArray ones = manager.ones(new Shape(2, 2));
      float _ = Gradients.off(() -> Ops.sum(Ops.matmul(ones, ones))).getFloat();
    } catch (EngineException e) {
      throw refusal(
          "device %s, of compute capability %.1f, is none that libtorch %s can use: %s"
              .formatted(
                  device,
                  card(device).capability() / 10.0,
                  engineVersion(),
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  private static String whyNone() {
    if (!hasCuda()) {
      return "libtorch as it was found here computes on the processor only; the CUDA image brings"
          + " the other, and on bare metal PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR=cu128 name it";
    }
    return Card.hasDriver()
        ? "the CUDA runtime finds no card, or is not found itself: libcudart must be in"
            + " -Djna.library.path"
        : "NVIDIA's driver is not seen here; a container has to be handed the card";
  }

  private static GraftException refusal(String reason) {
    return new GraftException(ErrorCode.INVALID_SPEC, reason);
  }

  private static boolean hasCuda() {
    return JniUtils.getFeatures().contains("CUDA");
  }

  /** Whether a device is not the processor. */
  public static boolean isCard(DeviceId device) {
    return !device.value().equals(CPU);
  }

  /** A manager whose tensors are on the device; the caller closes it. */
  public static NDManager manager(DeviceId device) {
    Device place = device.value().equals(CPU) ? Device.cpu() : Device.gpu(index(device));
    return Libtorch.get().engine().newBaseManager(place);
  }

  /** The device's memory in bytes, in use or not. */
  public static long memory(DeviceId device) {
    return device.value().equals(CPU) ? system().getTotalMemorySize() : card(device).memory();
  }

  /** What of it nobody uses, in bytes; caches of the system count as used. */
  public static long freeMemory(DeviceId device) {
    return device.value().equals(CPU)
        ? system().getFreeMemorySize()
        : card(device).memory() - card(device).usedMemory();
  }

  /**
   * What is in use of it, in bytes: of a card by whoever; of a processor's memory by this process
   * where the system says so as Linux does, else by whoever. Pages of mapped files do not count:
   * the system can take them back.
   */
  public static long usedMemory(DeviceId device) {
    return device.value().equals(CPU)
        ? anonymous().orElseGet(() -> memory(device) - freeMemory(device))
        : card(device).usedMemory();
  }

  /** Gives a device back what is in reserve there for tensors to come. */
  public static void release(DeviceId device) {
    if (device.value().equals(CPU)) {
      ProcessMemory.trim();
    } else {
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

  private static Card card(DeviceId device) {
    return new Card(index(device));
  }

  /**
   * Whether the device multiplies bf16 matrices in hardware; for a processor, what Linux says of
   * it. Where nothing says so, it counts as no.
   */
  public static boolean multipliesBfloat16(DeviceId device) {
    return device.value().equals(CPU)
        ? OfProcessor.MULTIPLIES_BFLOAT16
        : card(device).multipliesBfloat16();
  }

  private static boolean processorMultipliesBfloat16() {
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

  /** What the libtorch that was found can compute on, and where it lies if that was said. */
  public static String engineBuild() {
    String where = System.getenv("PYTORCH_LIBRARY_PATH");
    return (hasCuda() ? "for CUDA" : "for processors") + (where == null ? "" : ", from " + where);
  }

  private static int index(DeviceId device) {
    return Integer.parseInt(device.value().substring(CUDA.length()));
  }
}
