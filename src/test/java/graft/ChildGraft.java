package graft;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program in a process of its own, as {@code java -jar graft.jar} runs it. */
public final class ChildGraft implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private ChildGraft(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts it behind {@code wrapper}, a command that runs the words after it. */
  public static ChildGraft start(
      List<String> wrapper, Map<String, String> environment, String... arguments)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(wrapper.stream(), command(List.of(arguments)).stream()).toList());
    builder.environment().putAll(environment);
    return new ChildGraft(builder.redirectErrorStream(true).start());
  }

  /** What starts it. */
  public static List<String> command(List<String> arguments) {
    return command(List.of(), classPath(), arguments);
  }

  /** What starts it with these options of the virtual machine beside the usual ones. */
  public static List<String> command(
      List<String> options, String classPath, List<String> arguments) {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx1g");
    List<String> program = List.of("-cp", classPath, GraftApplication.class.getName());
    return Stream.of(java, options, program, arguments).flatMap(List::stream).toList();
  }

  public static ChildGraft start(Map<String, String> environment, String... arguments)
      throws IOException {
    return start(List.of(), environment, arguments);
  }

  /** The tests' settings are not the program's. */
  public static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Waits for the end, and gives the exit status. */
  public int end() throws IOException, InterruptedException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
    }
    return process.waitFor();
  }

  /** Reads until a line holds the text. */
  public void await(String text) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.contains(text)) {
        return;
      }
    }
    throw new IOException("ended without " + text + ":\n" + String.join("\n", lines));
  }

  /** What it said so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  public long pid() {
    return process.pid();
  }

  /** Asks it to stop as {@code kill} does, and waits. */
  public void stop() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
