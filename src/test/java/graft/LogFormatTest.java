package graft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a start prints, in the form that machines read. */
class LogFormatTest {
  @TempDir(factory = FastDirectory.class)
  private Path directory;

  @Test
  void aStartIsFiveLinesOfJson() throws Exception {
    Map<String, String> settings =
        Map.of(
            "GRAFT_DATA", directory.toString(),
            "GRAFT_LOG_FORMAT", "ecs",
            "OPT_OUT_TRACKING", "true",
            "SERVER_PORT", "0");
    try (ChildGraft child = ChildGraft.start(settings)) {
      child.await("Models: ");
      child.stop();
      List<JsonNode> lines =
          child.lines().stream()
              .filter(line -> line.startsWith("{"))
              .map(JsonMapper.shared()::readTree)
              .toList();
      assertThat(lines)
          .extracting(
              line -> line.at("/message").asString().replaceFirst("(?<=^\\w{1,9}[: ]).*", ""))
          .containsExactly("Graft ", "Access:", "Database:", "Devices:", "Models:");
      assertThat(lines.getFirst().at("/@timestamp").asString()).isNotEmpty();
    }
  }
}
