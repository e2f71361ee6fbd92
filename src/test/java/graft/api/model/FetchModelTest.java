package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.api.CatalogOverHttp;
import graft.api.web.Http.Answer;
import graft.catalog.hub.TestHub;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetchModelTest extends CatalogOverHttp {
  private static final String MODELS = "/v1/models";
  private static final String WEIGHTS =
      "/org/tiny/resolve/" + TestHub.COMMIT + "/model.safetensors";
  private static final Path SOURCE = ParityModels.directory("bert", "bert-a");

  private final TestHub hub = TestHub.shared();

  @BeforeEach
  void serve() {
    hub.clear();
    hub.serve("org/tiny", SOURCE);
  }

  @AfterEach
  void nothingIsLeftHalfway() {
    hub.open();
    await()
        .untilAsserted(() ->
            assertThat(stored("models"))
                .extracting(path -> path.getFileName().toString())
                .noneMatch(name -> name.startsWith(".")));
    assertThat(http.get(MODELS).status()).isEqualTo(200);
  }

  @Test
  void aModelComesFromTheHub() throws IOException {
    hub.close();
    Answer asked = fetch("mine/tiny");
    assertThat(asked.status()).as(asked.text()).isEqualTo(200);
    assertThat(asked.header("Location")).isEqualTo("/v1/models/mine%2Ftiny");
    assertThat(asked.at("/id")).isEqualTo("mine/tiny");
    assertThat(asked.at("/status")).isEqualTo("fetching");
    assertThat(asked.at("/status_details")).endsWith("bytes of org/tiny at main have come");
    assertThat(http.get(MODELS).at("/data/0/status")).isEqualTo("fetching");
    hub.open();

    Answer model = ended("mine/tiny");

    assertThat(model.at("/status")).as(model.text()).isEqualTo("ready");
    assertThat(model.at("/architecture")).isEqualTo("BertForPreTraining");
    assertThat(http.get(MODELS).json().at("/data")).hasSize(1);
    Path directory = DATA.resolve("models/mine/tiny");
    assertThat(directory.resolve("model.safetensors"))
        .hasSameBinaryContentAs(SOURCE.resolve("model.safetensors"));
    assertThat(directory.resolve("vocab.txt")).hasSameBinaryContentAs(SOURCE.resolve("vocab.txt"));
  }

  @Test
  void allFilesAreOfTheCommitThatTheFirstOneIsOf() {
    fetch("tiny");
    ended("tiny");

    assertThat(hub.asked().getFirst()).isEqualTo("/org/tiny/resolve/main/config.json");
    assertThat(hub.asked().stream().skip(1).filter(path -> !path.startsWith("/store/")))
        .isNotEmpty()
        .allMatch(path -> path.startsWith("/org/tiny/resolve/" + TestHub.COMMIT + "/"));
    assertThat(hub.tokens()).containsOnly(Optional.of("Bearer secret"));
  }

  @Test
  void whatTheHubLacksIsSaidUntilTheModelIsDeleted() throws IOException {
    Path empty = Files.createTempDirectory(DATA, "repo-");
    Files.copy(SOURCE.resolve("config.json"), empty.resolve("config.json"));
    hub.serve("org/tiny", empty);
    fetch("tiny");

    Answer model = ended("tiny");

    assertThat(model.at("/status")).isEqualTo("error");
    assertThat(model.at("/status_details")).contains("the hub has no tokenizer.json in org/tiny");
    assertThat(http.delete("/v1/models/tiny").status()).isEqualTo(200);
    assertThat(http.get("/v1/models/tiny").status()).isEqualTo(404);
  }

  @Test
  void aFailedFetchMayBeAskedForAgain() {
    hub.serve("org/tiny", DATA);
    fetch("tiny");
    assertThat(ended("tiny").at("/status")).isEqualTo("error");
    hub.serve("org/tiny", SOURCE);

    assertThat(fetch("tiny").status()).isEqualTo(200);

    assertThat(ended("tiny").at("/status")).isEqualTo("ready");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | X-Other       | 1                                                          | too few for a safetensors file
          200 | X-Linked-Etag | 00000000000000000000000000000000000000000000000000000000000000ff | came damaged
          200 | X-Linked-Size | 99                                                         | announced 99 bytes and sent 4
          200 | X-Linked-Size | 99999999999                                                | more than 12582912 bytes
          302 | Location      | http://127.0.0.1:1/weights                                 | does not speak https
          403 | X-Other       | 1                                                          | needs a token
          """)
  void weightsThatAreNotWhatTheHubSaysAreRefused(
      int status, String header, String value, String fact) {
    hub.answer(WEIGHTS, new TestHub.Answer(status, Map.of(header, value), new byte[4]));
    fetch("tiny");

    Answer model = ended("tiny");

    assertThat(model.at("/status")).isEqualTo("error");
    assertThat(model.at("/status_details")).contains(fact).doesNotContain(DATA.toString());
  }

  @Test
  void whatIsBeingFetchedCannotBeUsedYet() {
    hub.close();
    fetch("tiny");

    Answer resolved =
        http.postJson("/v1/adapter_configs/resolve", Map.of("model", "tiny", "adapter", "lora"));

    assertThat(resolved.status()).isEqualTo(400);
    assertThat(resolved.at("/detail")).contains("tiny is still being fetched");
    Answer again = fetch("tiny");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.at("/error/code")).isEqualTo("name_taken");
    hub.open();
    assertThat(ended("tiny").at("/status")).isEqualTo("ready");
  }

  @Test
  void deletingStopsAFetch() {
    hub.close();
    fetch("tiny");
    await().until(() -> !stored("models").isEmpty());

    assertThat(http.delete("/v1/models/tiny").status()).isEqualTo(200);
    assertThat(http.get("/v1/models/tiny").status()).isEqualTo(404);
    await().until(() -> stored("models").isEmpty());
  }

  @Test
  void weightsMayComeInShards(@TempDir Path directory) throws IOException {
    ShardedModel.write(directory);
    hub.serve("org/tiny", directory);
    fetch("tiny");

    assertThat(ended("tiny").at("/status")).isEqualTo("ready");
    assertThat(DATA.resolve("models/tiny/model-2.safetensors"))
        .hasSameBinaryContentAs(directory.resolve("model-2.safetensors"));
  }

  @Test
  void anArchitectureThatNobodyReadsIsRefusedBeforeItsWeightsCome(@TempDir Path directory)
      throws IOException {
    Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"swin\"}");
    hub.serve("org/tiny", directory);
    fetch("tiny");

    assertThat(ended("tiny").at("/status_details"))
        .isEqualTo("config.json: no architecture here reads the model_type swin");
    assertThat(hub.asked()).hasSize(1);
  }

  @Test
  void aFetchWhoseProcessDiedIsSaidToHaveStopped() {
    jdbc.sql(
            """
            insert into model_fetch (name, repo, revision, attempt, beat_at, created_at)
            values ('lost', 'org/tiny', 'main', 'a', now() - interval '1 minute', now())
            """)
        .update();

    assertThat(http.get("/v1/models/lost").at("/status")).isEqualTo("error");
    assertThat(http.get("/v1/models/lost").at("/status_details"))
        .contains("the service stopped while it fetched org/tiny at main");
    assertThat(fetch("lost").status()).isEqualTo(200);
    assertThat(ended("lost").at("/status")).isEqualTo("ready");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                      | /name
          {"name": "a"}                                                           | /source
          {"name": "a", "source": {"type": "disk", "repo": "org/tiny"}}           | /source/type
          {"name": "a", "source": {"type": "hub"}}                                | /source/repo
          {"name": "a", "source": {"type": "hub", "repo": "../x"}}                | /source/repo
          {"name": "a", "source": {"type": "hub", "repo": "http://x/y"}}          | /source/repo
          {"name": "a", "source": {"type": "hub", "repo": "a", "revision": ".."}} | /source/revision
          {"name": "../a", "source": {"type": "hub", "repo": "org/tiny"}}         | /name
          {"name": "a", "url": "http://x", "source": {"type": "hub", "repo": "a"}} | /url
          """)
  void aRequestThatSaysTooLittleOrTooMuchIsRefused(String body, String pointer) {
    Answer answer = http.postJson(MODELS, body);

    assertThat(answer.status()).isIn(400, 422);
    assertThat(answer.at("/errors/0/pointer")).isEqualTo(pointer);
    assertThat(hub.asked()).isEmpty();
  }

  private Answer fetch(String name) {
    return http.postJson(
        MODELS, Map.of("name", name, "source", Map.of("type", "hub", "repo", "org/tiny")));
  }

  /** The model once nothing comes any more. */
  private Answer ended(String name) {
    String path = MODELS + "/" + name.replace("/", "%2F");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !http.get(path).at("/status").equals("fetching"));
    return http.get(path);
  }
}
