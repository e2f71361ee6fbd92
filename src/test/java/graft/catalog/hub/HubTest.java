package graft.catalog.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.GraftException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {
  private static final HubSource TINY = new HubSource("org/tiny", "main");
  private static final URI FILE = URI.create("https://hub.example/org/tiny/resolve/main/a");

  private final TestHub server = TestHub.shared();
  private final Hub hub = hub(server.endpoint());
  private final Hub distant = hub("https://hub.example");

  @BeforeEach
  @AfterEach
  void clear() {
    server.clear();
  }

  @ParameterizedTest
  @CsvSource({
    "/org/other/a, https://hub.example/org/other/a",
    "https://hub.example/b, https://hub.example/b",
    "https://files.example/b?key=1, https://files.example/b?key=1"
  })
  void aRedirectIsFollowedToTheHubAndToWhatSpeaksHttps(String location, URI to) {
    assertThat(distant.next(FILE, location(location))).isEqualTo(to);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hub.example/b",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://files.example/b",
        "https:b",
        "//",
        "https://a b"
      })
  void anyOtherRedirectIsRefused(String location) {
    assertThatThrownBy(() -> distant.next(FILE, location(location)))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining("the hub redirects to");
  }

  @ParameterizedTest
  @CsvSource({
    "https://hub.example/a, true",
    "https://HUB.example:443/a, true",
    "https://hub.example:444/a, false",
    "http://hub.example/a, false",
    "https://hub.example.org/a, false",
    "https://files.example/a, false"
  })
  void onlyTheHubItselfGetsTheToken(URI address, boolean gets) {
    assertThat(distant.request(address).headers().firstValue("Authorization"))
        .isEqualTo(gets ? Optional.of("Bearer secret") : Optional.empty());
  }

  @Test
  void settingsDoNotShowTheToken() {
    assertThat(new HubSettings(FILE, Optional.of("secret")).toString()).doesNotContain("secret");
  }

  @Test
  void aFileComesWithWhatTheHubTellsOfIt() throws Exception {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers =
        Map.of(
            "ETag",
            "\"9e26dfeeb6e641a33dae4961196235bdb965b21b\"",
            "X-Repo-Commit",
            TestHub.COMMIT);
    server.answer("/org/tiny/resolve/a%2Fb/config.json", new TestHub.Answer(200, headers, body));

    try (HubFile file = open(new HubSource("org/tiny", "a/b"), "config.json").orElseThrow()) {
      assertThat(file.body().readAllBytes()).isEqualTo(body);
      assertThat(file.size()).hasValue(2);
      assertThat(file.commit()).contains(TestHub.COMMIT);
      assertThat(file.seal()).hasValueSatisfying(seal -> assertThat(seal.isOfBlob(body)).isTrue());
    }
    assertThat(server.tokens()).containsExactly(Optional.of("Bearer secret"));
  }

  @Test
  void whatIsNotThereIsEmpty() throws Exception {
    assertThat(open(TINY, "config.json")).isEmpty();
  }

  @Test
  void aHubThatSendsInCirclesIsRefused() {
    String path = "/org/tiny/resolve/main/config.json";
    server.answer(path, new TestHub.Answer(302, Map.of("Location", path), new byte[0]));

    assertThatThrownBy(() -> open(TINY, "config.json")).hasMessageContaining("more than 5 times");
    assertThat(server.asked()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({"401, needs a token", "403, needs a token", "500, answers 500", "206, answers 206"})
  void anyOtherAnswerIsRefused(int status, String fact) {
    server.answer(
        "/org/tiny/resolve/main/config.json", new TestHub.Answer(status, Map.of(), new byte[1]));

    assertThatThrownBy(() -> open(TINY, "config.json")).hasMessageContaining(fact);
  }

  @ParameterizedTest
  @CsvSource({
    "../x, main",
    "a/b/c, main",
    "org/tiny?x=1, main",
    "org/.., main",
    "org/tiny, ../../x",
    "org/tiny, a..b",
    "org/tiny, ''",
    "org/tiny, a b"
  })
  void aSourceCannotLeadElsewhere(String repository, String revision) {
    assertThatThrownBy(() -> new HubSource(repository, revision))
        .isInstanceOf(GraftException.class);
  }

  private Optional<HubFile> open(HubSource source, String file)
      throws IOException, InterruptedException {
    return hub.open(source, file);
  }

  private static Hub hub(String endpoint) {
    return new Hub(new HubSettings(URI.create(endpoint), Optional.of("secret")));
  }

  private static HttpHeaders location(String location) {
    return HttpHeaders.of(Map.of("Location", List.of(location)), (name, value) -> true);
  }
}
