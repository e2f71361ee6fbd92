package graft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees whose start fails: one sentence, last, and nothing that was begun. */
class FailedStartTest {
  @TempDir private Path directory;

  @Test
  void aDirectoryThatIsAFile() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    List<String> lines = fail(Map.of("GRAFT_DATA", file.toString()));
    assertThat(lines).singleElement().asString().contains(file + " is a file", "GRAFT_DATA");
  }

  @Test
  void everyWrongSettingAtOnce() throws Exception {
    List<String> lines = fail(Map.of("GRAFT_DEVICES", "gpu", "GRAFT_FILES_MAX_BYTES", "much"));
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("GRAFT_DEVICES must be", "'gpu'", "GRAFT_FILES_MAX_BYTES must be", "'much'");
  }

  @Test
  void aMissingDeviceBeforeTheDatabaseStarts() throws Exception {
    List<String> lines = fail(Map.of("GRAFT_DEVICES", "cuda:99", "SERVER_PORT", "0"));
    assertThat(lines).singleElement().asString().contains("GRAFT_DEVICES", "no device cuda:99");
    assertThat(directory.resolve("data/postgres")).doesNotExist();
  }

  @Test
  void aPortInUseBeforeTheDatabaseStarts() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = String.valueOf(other.getLocalPort());
      List<String> lines = fail(Map.of("SERVER_PORT", port));
      assertThat(lines).singleElement().asString().contains("Port " + port + " is in use");
    }
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void aDeadDatabase() throws Exception {
    String address = "jdbc:postgresql://127.0.0.1:1/graft?password=hush";
    List<String> lines = fail(Map.of("SPRING_DATASOURCE_URL", address, "SERVER_PORT", "0"));
    assertThat(lines.getLast()).contains("The database does not answer", "SPRING_DATASOURCE_URL");
    assertThat(lines)
        .hasSizeLessThan(20)
        .noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"))
        .noneMatch(line -> line.contains("hush"));
  }

  @Test
  void theTraceIsShownWhenAskedFor() throws Exception {
    List<String> lines = fail(Map.of("SERVER_PORT", "door"), "--stacktrace");
    assertThat(lines).anyMatch(line -> line.startsWith("\tat graft."));
    assertThat(lines.getLast()).contains("SERVER_PORT must be a port number", "'door'");
  }

  private List<String> fail(Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(Map.of("GRAFT_DATA", data()));
    all.putAll(settings);
    try (ChildGraft child = ChildGraft.start(all, arguments)) {
      assertThat(child.end()).isOne();
      assertThat(child.lines().getLast()).startsWith("Graft did not start. ");
      return child.lines();
    }
  }

  private String data() {
    return directory.resolve("data").toString();
  }
}
