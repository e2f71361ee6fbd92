package graft.chart;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The chart, rendered as Helm renders it, without a cluster. */
final class Chart {
  static final Path HOME = Path.of("helm/graft");
  static final String RELEASE = "tuning";

  private Chart() {}

  /**
   * Every document as {@code helm template} writes it. Without a cluster that command lets {@code
   * lookup} find nothing; the library's asks for a cluster, and so gets the answer written in.
   */
  static String render(Path values) {
    return new Helm(Offline.HOME)
        .template()
        .withName(RELEASE)
        .withNamespace("ml")
        .withKubeVersion("1.31.0")
        .withValuesFile(values)
        .call();
  }

  /** What is said after an installation. */
  static String notes(Path values) {
    return new Helm(HOME)
        .install()
        .clientOnly()
        .withDryRunOption(DryRun.CLIENT)
        .withName(RELEASE)
        .withNamespace("ml")
        .withKubeVersion("1.31.0")
        .withValuesFile(values)
        .call()
        .getOutput();
  }

  private static final class Offline {
    static final Path HOME = copy();

    private static Path copy() {
      Path copy = Path.of("target/chart/graft");
      try (Stream<Path> files = Files.walk(Chart.HOME)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path to = copy.resolve(Chart.HOME.relativize(file));
          Files.createDirectories(to.getParent());
          Files.writeString(
              to,
              Files.readString(file)
                  .replace("lookup \"v1\" \"Secret\" .Release.Namespace $name", "dict"));
        }
        return copy;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The documents of a rendered chart. */
  static List<Map<String, Object>> documents(Path values) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object document : new Yaml().loadAll(render(values))) {
      if (document != null) {
        documents.add(map(document));
      }
    }
    return documents;
  }

  static List<Path> values() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/chart/values"))) {
      return files.sorted().toList();
    }
  }

  /** What lies at the path; absent parts give an empty map. */
  static Map<String, Object> at(Map<String, Object> document, String... path) {
    Map<String, Object> at = document;
    for (String part : path) {
      at = at.get(part) == null ? Map.of() : map(at.get(part));
    }
    return at;
  }

  static List<Map<String, Object>> list(Map<String, Object> document, String name) {
    return document.get(name) instanceof List<?> items
        ? items.stream().map(Chart::map).toList()
        : List.of();
  }

  static String kind(Map<String, Object> document) {
    return String.valueOf(document.get("kind"));
  }

  static String name(Map<String, Object> document) {
    return String.valueOf(at(document, "metadata").get("name"));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
