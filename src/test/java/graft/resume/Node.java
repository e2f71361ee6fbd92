package graft.resume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The program in a process of its own, on a data directory and a database that others share. What
 * it says goes into a file, which nobody need read for it to go on.
 */
public final class Node implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(10);
  private static final String LISTENS = "http://127.0.0.1:";

  private final Process process;
  private final Path log;

  private Node(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one, and does not wait for it.
   *
   * @param command what starts the program
   * @param logs where its log goes
   * @param environment as the program gets it
   */
  static Node launch(List<String> command, Path logs, Map<String, String> environment)
      throws IOException {
    Path log = Files.createTempFile(Files.createDirectories(logs), "node-", ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new Node(builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
  }

  /** Waits until it has started, and gives the port that it listens on. */
  public int awaitStart() {
    return Integer.parseInt(await(LISTENS).replaceFirst(".*http://[^:]+:(\\d+).*", "$1"));
  }

  /** Whether it has said where it listens. */
  public boolean hasStarted() {
    try {
      return said().contains(LISTENS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line of its log, and gives that. */
  String await(String text) {
    return Awaitility.await().atMost(START).until(() -> line(text), line -> !line.isEmpty());
  }

  private String line(String text) throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("the node ended without saying " + text + ":\n" + said());
    }
    return said().lines().filter(line -> line.contains(text)).findFirst().orElse("");
  }

  /** All that it has said. */
  public String said() throws IOException {
    return Files.readString(log);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** How jobs call it. */
  boolean isCalled(String worker) {
    return worker.endsWith("-" + pid());
  }

  /** Sends a signal by its name: {@code STOP}, {@code CONT}, {@code KILL}. */
  public void signal(String name) throws IOException, InterruptedException {
    Signal.send(name, pid());
  }

  /** Asks it to stop as {@code kill} does; its exit status. */
  public int terminate(Duration atMost) throws IOException, InterruptedException {
    signal("TERM");
    return end(atMost);
  }

  /** Waits for its end; its exit status. */
  public int end(Duration atMost) throws IOException, InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("did not end within " + atMost + ":\n" + said());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
