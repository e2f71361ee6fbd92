package common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Graft in a process of its own, on an empty data directory that goes with it.
 *
 * @param port where it answers, on this machine alone
 */
public record Service(Process process, Path data, int port) implements AutoCloseable {
  /**
   * Starts it; {@code --models}, {@code --port}, {@code --service} (what Java shall run) and {@code
   * --java} (options of Java) say how.
   *
   * @param more options of Java
   */
  public static Service start(Options options, String... more) throws IOException {
    Path data = Files.createTempDirectory("graft-bench-");
    int port = options.number("port", 18080);
    List<String> command = new ArrayList<>();
    command.addAll(List.of(options.text("java", "--enable-native-access=ALL-UNNAMED").split(" ")));
    command.addAll(Arrays.asList(more));
    command.addAll(List.of(options.text("service", "-jar target/graft.jar").split(" ")));
    ProcessBuilder builder = java(command.toArray(String[]::new));
    builder.environment().put("GRAFT_DATA", data.toString());
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder.environment().put("GRAFT_MODELS", options.text("models", "models"));
    Path log = data.resolve("service.log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return new Service(process, data, port);
  }

  /** The Java that this runs on, with arguments. */
  public static ProcessBuilder java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command);
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /**
   * A line of what Linux knows of this process alone (the embedded database is others), in KiB.
   *
   * @param name such as {@code VmHWM}
   */
  public long kibibytes(String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    process.waitFor();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(Service::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
