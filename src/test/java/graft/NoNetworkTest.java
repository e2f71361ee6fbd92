package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is fetched at run time: the first start, on a machine that reaches nobody. */
class NoNetworkTest {
  /** A network of its own with nothing in it but the loopback device. */
  private static final List<String> ALONE =
      List.of("unshare", "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");

  /**
   * Where the system grants that to nobody: every connection to elsewhere goes to a closed port.
   */
  private static final String NOBODY =
      "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=9 -Dhttps.proxyHost=127.0.0.1"
          + " -Dhttps.proxyPort=9";

  @TempDir(factory = FastDirectory.class)
  private Path directory;

  @Test
  void theFirstStartFetchesNothing() throws Exception {
    Path models = Files.createDirectory(directory.resolve("models"));
    Files.createSymbolicLink(
        models.resolve("tiny"), ParityModels.directory("bert", "bert-w").toAbsolutePath());
    boolean isAlone = canBeAlone();
    Map<String, String> settings =
        Map.of(
            "GRAFT_DATA",
            directory.resolve("data").toString(),
            "GRAFT_MODELS",
            models.toString(),
            "DJL_CACHE_DIR",
            directory.resolve("engine").toString(),
            "OPT_OUT_TRACKING",
            "false",
            "JAVA_TOOL_OPTIONS",
            isAlone ? "-Xshare:auto" : NOBODY,
            "SERVER_PORT",
            "0");

    try (ChildGraft child = ChildGraft.start(isAlone ? ALONE : List.of(), settings)) {
      child.await("Models: ");
      child.stop();
      assertThat(child.lines()).noneMatch(line -> line.contains("UnknownHost"));
    }
    assertThat(directory.resolve("engine/pytorch")).isNotEmptyDirectory();
  }

  private static boolean canBeAlone() throws InterruptedException {
    try {
      return new ProcessBuilder(List.of("unshare", "-rn", "sh", "-c", "ip link set lo up"))
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}
