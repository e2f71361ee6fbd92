package graft.resume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory another process may have, as the kernel's limits say. */
public final class Memory {
  private Memory() {}

  /** Bytes that a node has to write to, in use or not. */
  public static long data(Node node) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(node.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmData:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow(() -> new IOException("a process without memory"));
  }

  /**
   * Refuses a node all memory beyond so much.
   *
   * @param bytes as {@link #data} counts them
   */
  public static void limit(Node node, long bytes) throws IOException, InterruptedException {
    set(node, Long.toString(bytes));
  }

  /** Ends that, if the node is there. */
  public static void free(Node node) throws IOException, InterruptedException {
    if (node.isAlive()) {
      set(node, "unlimited");
    }
  }

  private static void set(Node node, String bytes) throws IOException, InterruptedException {
    String limit = "--data=" + bytes + ":unlimited";
    int status =
        new ProcessBuilder("prlimit", "--pid", Long.toString(node.pid()), limit).start().waitFor();
    if (status != 0 && node.isAlive()) {
      throw new IOException("prlimit ended with " + status);
    }
  }
}
