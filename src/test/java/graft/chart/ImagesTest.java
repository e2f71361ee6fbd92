package graft.chart;

import static graft.chart.Chart.at;
import static graft.chart.Chart.list;
import static graft.chart.Chart.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What can be said of the images and of the compose file without an engine that runs them. */
class ImagesTest {
  private static final Pattern SECONDS = Pattern.compile("(\\d+)s");

  private final String dockerfile = read("Dockerfile");
  private final Map<String, Object> compose = new Yaml().load(read("docker-compose.yml"));

  @Test
  void theCpuImageIsTheLastAndTheCudaImageAnother() {
    List<String> stages =
        Pattern.compile("(?m)^FROM .* AS (\\w+)$")
            .matcher(dockerfile)
            .results()
            .map(stage -> stage.group(1))
            .toList();
    assertThat(stages).contains("cuda").endsWith("cpu");
  }

  @Test
  void imagesAreNamedByVersionAndNothingIsFetchedByAddress() {
    assertThat(Pattern.compile("(?m)^FROM (?:--\\S+ )?(\\S+)").matcher(dockerfile).results())
        .extracting(from -> from.group(1))
        .allMatch(image -> image.equals("base") || image.matches(".+:\\d.*"));
    assertThat(dockerfile).doesNotContain(":latest", "ADD ", "curl ", "wget ");
    assertThat(services().values())
        .allSatisfy(
            service -> assertThat(map(service).get("image").toString()).matches(".+:v?\\d.*"));
  }

  @Test
  void theServiceIsNotRootAndItsEngineIsUnpackedAtBuildTime() {
    for (String stage : Set.of("cpu", "cuda")) {
      String commands =
          dockerfile.split("(?m)^FROM .* AS " + stage + "$")[1].split("(?m)^FROM ")[0];
      assertThat(commands).contains("graft.jar unpack-engine").doesNotContain("USER ");
    }
    String base = dockerfile.split("(?m)^FROM .* AS base$")[1].split("(?m)^FROM ")[0];
    assertThat(base)
        .contains("USER 10001:10001", "HEALTHCHECK", "org.opencontainers.image.version");
    assertThat(base.indexOf("layers/dependencies")).isLessThan(base.indexOf("layers/application"));
    assertThat(dockerfile).contains("linux-aarch64", "linux-x86_64", "extract --layers");
  }

  @Test
  void versionsAreTheJarsAndTheEngines() {
    String pom = read("pom.xml");
    String version = only(pom, "(?s)</parent>.*?<version>([^<]+)");
    assertThat(dockerfile).contains("ARG VERSION=" + version);
    assertThat(map(services().get("graft")).get("image")).isEqualTo("graft:" + version);
    String libtorch = only(pom, "<libtorch.version>([^<]+)");
    assertThat(dockerfile)
        .contains("PYTORCH_VERSION=" + libtorch, "pytorch:" + libtorch + "-cuda12.8");
  }

  /** A build has no driver, and a container that was handed no card shall say so at its start. */
  @Test
  void theCudaImageIsBuiltWithoutADriverAndDoesNotStartWithoutACard() {
    String libtorch = dockerfile.split("(?m)^FROM .* AS libtorch$")[1].split("(?m)^FROM ")[0];
    assertThat(libtorch)
        .contains("mv /libtorch/libcaffe2_nvrtc.so /cuda/", "ldd ", "libcuda", "exit 1");
    String cuda = dockerfile.split("(?m)^FROM base AS cuda$")[1].split("(?m)^FROM ")[0];
    assertThat(cuda)
        .contains("GRAFT_DEVICES=cuda ", "DJL_OFFLINE=true", "PYTORCH_FLAVOR=cu128")
        .contains("PYTORCH_TENSOREXPR=0", "CUBLAS_WORKSPACE_CONFIG=:4096:8");
  }

  @Test
  void aKeyIsRequiredAndOnlyThisMachineIsServed() {
    for (String name : Set.of("graft", "graft-gpu")) {
      assertThat(at(compose, "services", name, "environment").get("GRAFT_API_KEY").toString())
          .startsWith("${GRAFT_API_KEY:?");
    }
    assertThat(services().values())
        .allSatisfy(service ->
            assertThat(map(service).getOrDefault("ports", List.of()))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .allSatisfy(port -> assertThat(port.toString()).startsWith("127.0.0.1:")));
  }

  /** Who may look at a dashboard, or at its screen, has no key of the service by that. */
  @Test
  void grafanasPasswordIsItsOwn() {
    Map<String, Object> grafana = at(compose, "services", "grafana");
    assertThat(String.valueOf(grafana)).doesNotContain("GRAFT_API_KEY");
    // No variable that must be set: it would have to be set for those who want no Grafana, too.
    assertThat(at(grafana, "environment"))
        .containsEntry("GRAFANA_PASSWORD", "${GRAFANA_PASSWORD:-}");
  }

  /** What the container does first, with this machine's shell. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void grafanasPasswordIsRandomWhereNoneIsSetAndStays(@TempDir Path directory) throws Exception {
    String script =
        ((List<?>) map(services().get("grafana")).get("entrypoint"))
            .getLast()
            .toString()
            .replace("$$", "$")
            .replace("/var/lib/grafana", directory.toString())
            .replace("exec /run.sh", "sh -c 'printf %s \"$GF_SECURITY_ADMIN_PASSWORD\"'");

    String made = said(script, "");

    assertThat(made).hasSizeGreaterThanOrEqualTo(24);
    assertThat(said(script, "another")).isEqualTo(made);
    Files.delete(directory.resolve("password"));
    assertThat(said(script, "")).hasSameSizeAs(made).isNotEqualTo(made);
    Files.delete(directory.resolve("password"));
    assertThat(said(script, "given by me")).isEqualTo("given by me");
  }

  private static String said(String script, String password)
      throws IOException, InterruptedException {
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", script);
    shell.environment().put("GRAFANA_PASSWORD", password);
    Process process = shell.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return said;
  }

  @Test
  void imagesAndMetricsSayWhatTheyWereMadeFrom() {
    assertThat(dockerfile)
        .contains("-Dgraft.commit=$GRAFT_COMMIT", "image.revision=\"$GRAFT_COMMIT\"");
    // An argument is known from its line to the end of its stage.
    assertThat(dockerfile.split("(?m)^ARG GRAFT_COMMIT", -1)).hasSize(3);
    for (String name : Set.of("graft", "graft-gpu")) {
      assertThat(at(compose, "services", name, "build", "args")).containsKey("GRAFT_COMMIT");
    }
  }

  @Test
  void logAndExportsMayBeSetFromOutside() {
    for (String name : Set.of("graft", "graft-gpu")) {
      assertThat(at(compose, "services", name, "environment"))
          .containsEntry("GRAFT_LOG_FORMAT", "${GRAFT_LOG_FORMAT:-text}")
          .containsEntry("GRAFT_EXPORT_TENSORBOARD_DIR", "${GRAFT_EXPORT_TENSORBOARD_DIR:-}")
          .containsEntry("GRAFT_EXPORT_MLFLOW_URI", "${GRAFT_EXPORT_MLFLOW_URI:-}")
          .containsKey("GRAFT_EXPORT_MLFLOW_CREDENTIAL");
    }
  }

  @Test
  void aServiceOutlivesItsDrain() {
    for (String name : Set.of("graft", "graft-gpu")) {
      Map<String, Object> service = map(services().get(name));
      int grace =
          Integer.parseInt(only(service.get("stop_grace_period").toString(), SECONDS.pattern()));
      int drain = Integer.parseInt(at(service, "environment").get("GRAFT_WORKER_DRAIN").toString());
      assertThat(grace).isGreaterThanOrEqualTo(drain + 60);
    }
  }

  @Test
  void profilesAddCardsAndMonitoring() {
    assertThat(map(services().get("graft-gpu"))).containsEntry("profiles", List.of("gpu"));
    assertThat(
            list(
                at(compose, "services", "graft-gpu", "deploy", "resources", "reservations"),
                "devices"))
        .singleElement()
        .satisfies(device -> assertThat(device).containsEntry("driver", "nvidia"));
    for (String name : Set.of("prometheus", "grafana")) {
      assertThat(map(services().get(name))).containsEntry("profiles", List.of("observe"));
    }
    for (String volume : List.of("data", "database", "metrics")) {
      assertThat(at(compose, "volumes")).containsKey(volume);
    }
    Set<String> configs = at(compose, "configs").keySet();
    for (Object service : services().values()) {
      assertThat(list(map(service), "configs"))
          .allSatisfy(config -> assertThat(configs).contains(config.get("source").toString()));
    }
  }

  private Map<String, Object> services() {
    return at(compose, "services");
  }

  private static String only(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .findFirst()
        .map(found -> found.replaceFirst(pattern, "$1"))
        .orElseThrow();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
