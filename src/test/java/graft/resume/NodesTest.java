package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.FastDirectory;
import graft.GraftApplication;
import graft.TestDatabase;
import graft.api.Multipart;
import graft.api.web.Http;
import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** A job goes from one worker's process to the next, whatever becomes of them. */
class NodesTest {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final int STEPS = 900;

  /** What is promised of a node that is dead or frozen. */
  private static final Duration ELSEWHERE = Duration.ofSeconds(15);

  private final JdbcConnectionDetails database = TestDatabase.create();
  private final List<Node> nodes = new ArrayList<>();
  private ConfigurableApplicationContext service;
  private Http http;

  @TempDir(factory = FastDirectory.class)
  private Path data;

  @BeforeEach
  void serve() throws IOException {
    Path models = Files.createDirectory(data.resolve("models"));
    Files.createSymbolicLink(
        models.resolve("tiny"), ParityModels.directory("bert", "bert-w").toAbsolutePath());
    service =
        new SpringApplicationBuilder(GraftApplication.class)
            .run(
                "--server.port=0",
                "--graft.data=" + data,
                "--graft.models=" + models,
                "--graft.roles=api",
                "--spring.datasource.url=" + database.getJdbcUrl(),
                "--spring.datasource.username=" + database.getUsername(),
                "--spring.datasource.password=" + database.getPassword());
    http = Http.to(service.getEnvironment().getRequiredProperty("local.server.port", int.class));
  }

  @AfterEach
  void close() throws InterruptedException {
    for (Node node : nodes) {
      node.close();
    }
    service.close();
  }

  @Test
  void aJobWhoseWorkersAreFrozenStoppedAndKilledMakesTheBytesOfOneThatIsLeftAlone()
      throws Exception {
    String file = upload();
    Node first = node();
    String whole = submit(file);
    awaitEnd(whole);

    String job = submit(file);
    awaitStep(job, 100);
    first.signal("STOP");
    Node second = node();
    await().atMost(ELSEWHERE).until(() -> second.isCalled(job(job).at("/worker")));
    assertThat(job(job).at("/attempts")).isEqualTo("2");

    first.signal("CONT");
    awaitStep(job, 250);
    assertThat(second.terminate()).isEqualTo(143);
    assertThat(texts(job))
        .anyMatch(text -> text.matches("The worker is shutting down; .* go on after step \\d+"));
    await().atMost(ELSEWHERE).until(() -> first.isCalled(job(job).at("/worker")));
    assertThat(job(job).at("/attempts")).isEqualTo("2");

    awaitStep(job, 400);
    first.signal("KILL");
    Node third = node();
    await().atMost(ELSEWHERE).until(() -> third.isCalled(job(job).at("/worker")));
    assertThat(job(job).at("/attempts")).isEqualTo("3");
    awaitEnd(job);

    assertThat(adapter(job).at("/sha256")).isEqualTo(adapter(whole).at("/sha256"));
    assertThat(http.get("/v1/adapters").json().at("/data")).hasSize(2);
    assertThat(csv(job)).isEqualTo(csv(whole)).hasSizeGreaterThan(STEPS);
    assertThat(steps(job)).isEqualTo(steps(whole));
    assertThat(numbers(job)).isEqualTo(IntStream.rangeClosed(1, numbers(job).size()).boxed().toList());
    await().untilAsserted(() -> assertThat(data.resolve("runs")).isEmptyDirectory());
  }

  private Node node() throws IOException {
    Node node = Node.start(data, database);
    nodes.add(node);
    return node;
  }

  private String submit(String file) {
    Map<String, Object> body = new HashMap<>();
    body.put("model", "tiny");
    body.put("training_file", file);
    body.put("seed", 5);
    body.put("validation_split", 0.25);
    body.put("adapter", "mam");
    body.put("training", Map.of("max_steps", STEPS, "batch_size", 4, "dropout", 0.1));
    body.put("evaluation", Map.of("every_steps", 70));
    body.put("checkpoint", Map.of("every_steps", 40));
    Answer answer = http.postJson(JOBS, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.at("/id");
  }

  private Answer job(String id) {
    return http.get(JOBS + "/" + id);
  }

  private void awaitStep(String id, int step) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> job(id).json().at("/progress/step").asInt() >= step);
    assertThat(job(id).at("/status")).isEqualTo("running");
  }

  private void awaitEnd(String id) {
    await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> !job(id).at("/status").matches("queued|validating_files|running"));
    assertThat(job(id).at("/status")).as(job(id).text()).isEqualTo("succeeded");
  }

  private Answer adapter(String id) {
    return http.get("/v1/adapters/" + job(id).at("/adapter_id"));
  }

  private List<String> csv(String id) {
    return http.get(JOBS + "/" + id + "/metrics", "Accept", "text/csv").text().lines().toList();
  }

  private List<JsonNode> events(String id) {
    JsonNode events = http.get(JOBS + "/" + id + "/events?limit=1000").json().at("/data");
    return events.valueStream().toList().reversed();
  }

  private List<String> texts(String id) {
    return events(id).stream().map(event -> event.at("/message").asString()).toList();
  }

  private List<String> steps(String id) {
    return texts(id).stream().filter(text -> text.startsWith("Step")).toList();
  }

  private List<Integer> numbers(String id) {
    return events(id).stream()
        .map(event -> event.at("/id").asString().replaceFirst(".*-", ""))
        .map(Integer::parseInt)
        .toList();
  }

  private String upload() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      rows.append("{\"text\":\"the cat and %d\",\"label\":\"a\"}\n".formatted(i));
      rows.append("{\"text\":\"a dog of %d\",\"label\":\"b\"}\n".formatted(i));
    }
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("rows.jsonl", rows.toString())
        .postTo(http, "/v1/files")
        .at("/id");
  }
}
