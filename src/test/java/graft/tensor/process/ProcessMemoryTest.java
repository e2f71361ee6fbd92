package graft.tensor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ProcessMemoryTest {
  private static final long MIB = 1 << 20;
  private static final Pattern CODE = Pattern.compile("^\\S+ r-xp .*/libtorch_cpu\\.so$");
  private static final Pattern RESIDENT = Pattern.compile("^Rss: +(\\d+) kB$");

  @Test
  void codeThatWasNeededOnceLeavesMemoryAndRunsAgain() throws IOException {
    try (NDManager manager = Devices.manager(new DeviceId("cpu"))) {
      NDArray two = manager.create(2f);
      long before = codeOfLibtorch();
      assertThat(before).isPositive();

      ProcessMemory.giveBack();

      assertThat(codeOfLibtorch()).isLessThan(before / 2);
      assertThat(two.add(two).getFloat()).isEqualTo(4f);
    }
  }

  @Test
  void whatWasFreedBetweenWhatIsUsedIsGivenBack() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle malloc =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("malloc"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    MethodHandle free =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("free"),
            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    List<MemorySegment> pieces = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      MemorySegment piece = (MemorySegment) malloc.invokeExact(100_000L);
      pieces.add(piece);
      piece.reinterpret(100_000).fill((byte) 1);
    }
    // The last one holds all before it where they are.
    for (MemorySegment piece : pieces.subList(0, 1999)) {
      free.invokeExact(piece);
    }
    long before = anonymous();
    try (Tidying _ = new Tidying()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(anonymous()).isLessThan(before - 100 * MIB));
    } finally {
      free.invokeExact(pieces.getLast());
    }
  }

  /** In a process of its own: Java reads the option once. */
  @Test
  void largeWritesLeaveNoBuffers(@TempDir Path directory) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                place(LargeWrite.class) + File.pathSeparator + place(ProcessMemory.class),
                LargeWrite.class.getName(),
                directory.resolve("large").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(Long.parseLong(said.strip())).isLessThan(MIB);
  }

  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static long codeOfLibtorch() throws IOException {
    boolean ours = false;
    long bytes = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      var resident = RESIDENT.matcher(line);
      if (resident.matches()) {
        bytes += ours ? Long.parseLong(resident.group(1)) * 1024 : 0;
        ours = false;
      } else if (CODE.matcher(line).matches()) {
        ours = true;
      }
    }
    return bytes;
  }

  private static long anonymous() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }
}
