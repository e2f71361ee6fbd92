package graft.resume.fault;

import graft.ChildGraft;
import graft.resume.Cluster;
import graft.resume.Node;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * The program so packed that it starts with half the work: its classes in an archive, and read from
 * a cache that a first life of it left behind. Who kills nodes waits for little else but starts.
 */
final class PackedProgram {
  private static final Duration STOP = Duration.ofMinutes(30);

  private PackedProgram() {}

  /**
   * Packs it; what then starts it.
   *
   * @param directory where it is left, and taken from if it is there
   * @param database for its first life, which does one job
   */
  static List<String> pack(Path directory, JdbcConnectionDetails database)
      throws IOException, InterruptedException {
    String classPath = classPath(directory);
    Path cache = directory.resolve("graft.aot");
    if (!Files.exists(cache)) {
      live(classPath, cache, directory, database);
    }
    return ChildGraft.command(
        List.of(
            "-XX:AOTCache=" + cache,
            "-XX:ErrorFile=" + directory.resolve("crash-%p.log"),
            "-XX:-CreateCoredumpOnCrash"),
        classPath,
        List.of());
  }

  /** A life that leaves a cache behind. */
  private static void live(
      String classPath, Path cache, Path directory, JdbcConnectionDetails database)
      throws IOException, InterruptedException {
    Cluster.Home home =
        new Cluster.Home(
            ChildGraft.command(List.of("-XX:AOTCacheOutput=" + cache), classPath, List.of()),
            directory.resolve("data"),
            directory.resolve("logs"));
    try (Cluster cluster = new Cluster(home, database, Map.of())) {
      Node node = cluster.launch("api,worker");
      cluster.ask(node.awaitStart());
      cluster.awaitSuccess(cluster.submit(cluster.upload(), 10, Map.of()));
      node.terminate(STOP);
      if (!Files.exists(cache)) {
        throw new AssertionError("no cache was made:\n" + node.said());
      }
    }
  }

  /** A cache is made of archives only. */
  private static String classPath(Path directory) {
    List<String> entries = new ArrayList<>();
    for (String entry : ChildGraft.classPath().split(File.pathSeparator)) {
      entries.add(Files.isDirectory(Path.of(entry)) ? archive(directory, entry) : entry);
    }
    return String.join(File.pathSeparator, entries);
  }

  private static String archive(Path directory, String classes) {
    String archive = directory.resolve("graft.jar").toString();
    if (Files.exists(Path.of(archive))) {
      return archive;
    }
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "--create", "--file", archive, "-C", classes, ".");
    if (status != 0) {
      throw new AssertionError("jar ended with " + status);
    }
    return archive;
  }
}
