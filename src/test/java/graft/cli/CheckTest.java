package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.parity.ParityModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest extends RealService {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void goesTheWholeWayAndLeavesNothing() {
    int files = count("/v1/files");
    int adapters = count("/v1/adapters");
    int jobs = count("/v1/fine_tuning/jobs");

    int status = check("--url", url());

    assertThat(lines())
        .extracting(line ->
            line.startsWith("graft")
                ? line
                : line.substring(0, Math.min(24, line.length())).strip().replaceAll(" +", " "))
        .containsExactly(
            "ok ready",
            "ok access",
            "ok upload",
            "ok configuration",
            "ok dry run",
            "ok training",
            "ok prediction",
            "ok clean");
    assertThat(status).isZero();
    assertThat(count("/v1/files")).isEqualTo(files);
    assertThat(count("/v1/adapters")).isEqualTo(adapters);
    assertThat(count("/v1/fine_tuning/jobs")).isEqualTo(jobs);
  }

  @Test
  void trainsNothingWhenAsked() {
    assertThat(check("--url", url() + "/", "--no-training", "--key", "k".repeat(32))).isZero();
    assertThat(lines()).anyMatch(line -> line.startsWith("skipped  training"));
  }

  /** Nothing on this service is smaller. */
  @Test
  void aModelOfPicturesIsPassedOver() throws IOException {
    Path link = DATA.resolve("models").resolve("pictures");
    Files.createSymbolicLink(link, ParityModels.directory("vit", "vit-a").toAbsolutePath());
    try {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> http.get("/v1/models/pictures").at("/status").equals("ready"));
      assertThat(check("--url", url(), "--no-training")).isZero();
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void nobodyThereIsOneLine() {
    assertThat(check("--url", "http://127.0.0.1:1")).isOne();
    assertThat(lines())
        .containsExactly(
            "graft check: nothing answers at http://127.0.0.1:1: start the service, or correct"
                + " --url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--url", "--url localhost:8080", "--url http://a --fast", "http://a"})
  void wrongUsageIsTold(String words) {
    assertThat(check(words.isEmpty() ? new String[0] : words.split(" "))).isEqualTo(2);
    assertThat(lines()).hasSizeLessThan(5).anyMatch(line -> line.contains("--url URL"));
  }

  @Test
  void theKeyComesFromTheEnvironmentUnlessGiven() {
    Map<String, String> environment = Map.of("GRAFT_API_KEY", "first,second");
    List<String> plain = List.of("--url", "http://a");
    assertThat(CheckOptions.of(plain, environment).key()).hasValue("first");
    assertThat(CheckOptions.of(plain, Map.of()).key()).isEmpty();
    assertThat(CheckOptions.of(List.of("--url", "http://a", "--key", "other"), environment).key())
        .hasValue("other");
  }

  private int check(String... arguments) {
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    Check check = new Check(Map.of(), () -> Thread.sleep(50));
    String[] all = Stream.concat(Stream.of("check"), Stream.of(arguments)).toArray(String[]::new);
    return new CommandLine(List.of(check), _ -> 0, stream, stream).run(all);
  }

  private List<String> lines() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private int count(String path) {
    try (Service service = new Service(URI.create(url()), Optional.empty())) {
      return service.get(path + "?limit=100").path("data").size();
    }
  }

  private String url() {
    return "http://127.0.0.1:" + port;
  }
}
