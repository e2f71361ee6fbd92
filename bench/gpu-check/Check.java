import graft.spec.DeviceId;
import graft.tensor.Devices;
import graft.tensor.process.ProcessEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whether a device computes what the processor does, how fast, and what happens when it has no
 * memory left: with Graft's own classes, and models made here. {@code bench/gpu-check/run} calls
 * it; README.md says what each line means.
 */
public final class Check {
  private Check() {}

  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    Instant end = Instant.now().plus(Duration.ofMinutes(options.minutes()));
    Table table = new Table();
    Path directory = Files.createTempDirectory("gpu-check");
    try {
      machine(options.device(), table);
      for (Part part : parts(options, directory)) {
        if (!options.parts().contains(part.name())) {
          continue;
        }
        if (Instant.now().isAfter(end)) {
          table.add(part.name(), "not run", "in " + options.minutes() + " minutes", Verdict.FAILS);
          continue;
        }
        run(part, table);
      }
    } finally {
      delete(directory);
    }
    System.out.println(table);
    // A card that was lost on purpose would make an end in order hang or crash.
    ProcessEnd.leave(table.fails() ? 1 : 0);
  }

  private static List<Part> parts(Options options, Path directory) {
    return List.of(
        new Losses(options, directory),
        new Twins(options, directory),
        new Memory(options, directory),
        new Speed(options, directory),
        new Loss(options));
  }

  /** A part that breaks is a line of the table, and the others go on. */
  private static void run(Part part, Table table) throws IOException {
    Instant start = Instant.now();
    try {
      part.run(table);
    } catch (RuntimeException | LinkageError e) {
      e.printStackTrace();
      table.add(part.name(), Table.line(e), "no failure", Verdict.FAILS);
    }
    double seconds = Duration.between(start, Instant.now()).toMillis() / 1e3;
    System.err.printf(Locale.ROOT, "%s took %.1f s%n", part.name(), seconds);
  }

  private static void machine(DeviceId device, Table table) {
    Devices.of(device.value());
    String about =
        "%.1f GiB; libtorch %s %s; multiplies bf16: %s"
            .formatted(
                Devices.memory(device) / (double) (1L << 30),
                Devices.engineVersion(),
                Devices.engineBuild(),
                Devices.multipliesBfloat16(device));
    table.add("device " + device, about, "found, and computes", Verdict.OK);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
