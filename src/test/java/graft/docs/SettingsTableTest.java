package graft.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The settings of {@code docs/operations.md} are those of {@code application.yaml}, as it says. */
class SettingsTableTest {
  private static final Path DEFAULTS = Path.of("src/main/resources/application.yaml");

  /** A setting of the service's own. */
  private record Setting(String property, String value, String meaning) {
    String row() {
      return "| `%s` | `%s` | %s | %s |"
          .formatted(
              property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT),
              property,
              value.isEmpty() ? "none" : "`" + value + "`",
              Page.cell(meaning));
    }
  }

  @Test
  void everySettingIsInTheTable() throws IOException {
    List<Setting> settings = settings();

    assertThat(settings)
        .hasSizeGreaterThan(10)
        .allSatisfy(setting ->
            assertThat(setting.meaning()).as("comment above %s", setting.property()).isNotBlank());
    Page.named("operations")
        .holds(
            "settings",
            settings.stream()
                .map(Setting::row)
                .collect(
                    Collectors.joining(
                        "\n",
                        "| variable | property | default | meaning |\n| --- | --- | --- | --- |\n",
                        "")));
  }

  private static List<Setting> settings() throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setProcessComments(true);
    try (Reader file = Files.newBufferedReader(DEFAULTS)) {
      MappingNode root = (MappingNode) new Yaml(options).compose(file);
      return root.getValue().stream()
          .filter(entry -> key(entry).equals("graft"))
          .flatMap(entry -> settings("graft", entry))
          .toList();
    }
  }

  private static Stream<Setting> settings(String name, NodeTuple entry) {
    return switch (entry.getValueNode()) {
      case MappingNode parts ->
          parts.getValue().stream().flatMap(part -> settings(name + "." + key(part), part));
      case ScalarNode value -> Stream.of(new Setting(name, value.getValue(), comment(entry)));
      default -> throw new IllegalStateException(name + " is neither a value nor a group");
    };
  }

  private static String key(NodeTuple entry) {
    return ((ScalarNode) entry.getKeyNode()).getValue();
  }

  private static String comment(NodeTuple entry) {
    return Stream.ofNullable(entry.getKeyNode().getBlockComments())
        .flatMap(List::stream)
        .map(CommentLine::getValue)
        .filter(Objects::nonNull)
        .collect(Collectors.joining(" "));
  }
}
