package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.ChildGraft;
import graft.FastDirectory;
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
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** Nodes in processes of their own on one data directory and one database, seen over HTTP. */
public final class Cluster implements AutoCloseable {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final String ENDS = "succeeded|failed|cancelled";

  private final Home home;
  private final JdbcConnectionDetails database;
  private final Map<String, String> settings;
  private final List<Node> nodes = new ArrayList<>();
  private Http http;

  /**
   * What nodes are started with, and where.
   *
   * @param command what starts one
   * @param data the directory that all share
   * @param logs what each of them says
   */
  public record Home(List<String> command, Path data, Path logs) {
    /** As the tests are compiled, in memory. */
    static Home create() throws IOException {
      Path place = FastDirectory.create();
      return new Home(ChildGraft.command(List.of()), place, place.resolve("logs"));
    }
  }

  /**
   * @param settings environment variables of every node
   */
  public Cluster(JdbcConnectionDetails database, Map<String, String> settings) throws IOException {
    this(Home.create(), database, settings);
  }

  /** The same, with what nodes are started with. */
  public Cluster(Home home, JdbcConnectionDetails database, Map<String, String> settings)
      throws IOException {
    this.home = home;
    this.database = database;
    this.settings = settings;
    Path models = Files.createDirectories(home.data.resolve("models"));
    Files.createSymbolicLink(
        models.resolve("tiny"), ParityModels.directory("bert", "bert-w").toAbsolutePath());
  }

  public Path data() {
    return home.data;
  }

  /** Launches a node with these roles; it has yet to start. */
  public Node launch(String roles) throws IOException {
    return launch(roles, Map.of());
  }

  /** The same with environment variables of its own. */
  public Node launch(String roles, Map<String, String> own) throws IOException {
    Map<String, String> all = new HashMap<>();
    all.put("GRAFT_DATA", home.data.toString());
    all.put("SERVER_PORT", "0");
    all.put("OMP_NUM_THREADS", "1");
    all.put("SPRING_DATASOURCE_URL", database.getJdbcUrl());
    all.put("SPRING_DATASOURCE_USERNAME", database.getUsername());
    all.put("SPRING_DATASOURCE_PASSWORD", database.getPassword());
    all.putAll(settings);
    all.put("GRAFT_ROLES", roles);
    all.putAll(own);
    Node node = Node.launch(home.command, home.logs, all);
    nodes.add(node);
    return node;
  }

  /** Asks this port from now on. */
  public void ask(int port) {
    http = Http.to(port);
  }

  public Http http() {
    return http;
  }

  public String submit(String file, int steps, Map<String, Object> more) {
    Answer answer = http.postJson(JOBS, body(file, steps, more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.at("/id");
  }

  /** The request for a job, which makes the same bytes each time. */
  public static Map<String, Object> body(String file, int steps, Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>();
    body.put("model", "tiny");
    body.put("training_file", file);
    body.put("seed", 5);
    body.put("validation_split", 0.25);
    body.put("adapter", "mam");
    body.put("training", Map.of("max_steps", steps, "batch_size", 4, "dropout", 0.1));
    body.put("evaluation", Map.of("every_steps", 70));
    body.put("checkpoint", Map.of("every_steps", 40));
    body.putAll(more);
    return body;
  }

  public Answer job(String id) {
    return http.get(JOBS + "/" + id);
  }

  public void awaitStep(String id, int step) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> job(id).json().at("/progress/step").asInt() >= step);
    assertThat(job(id).at("/status")).isEqualTo("running");
  }

  public void awaitEnd(String id) {
    await().atMost(Duration.ofMinutes(5)).until(() -> job(id).at("/status").matches(ENDS));
  }

  public void awaitSuccess(String id) {
    awaitEnd(id);
    assertThat(job(id).at("/status")).as(job(id).text()).isEqualTo("succeeded");
  }

  /** The node that has a job. */
  public Node holder(String id) {
    String worker =
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> job(id).at("/worker"), name -> !name.isEmpty());
    return nodes.stream()
        .filter(node -> node.isCalled(worker))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody is called " + worker));
  }

  public String sha256(String id) {
    return http.get("/v1/adapters/" + job(id).at("/adapter_id")).at("/sha256");
  }

  public List<String> csv(String id) {
    return http.get(JOBS + "/" + id + "/metrics", "Accept", "text/csv").text().lines().toList();
  }

  /** All events, the first one first. */
  public List<JsonNode> events(String id) {
    List<JsonNode> all = new ArrayList<>();
    String after = "";
    boolean hasMore = true;
    while (hasMore) {
      JsonNode page = http.get(JOBS + "/" + id + "/events?limit=100" + after).json();
      page.at("/data").forEach(all::add);
      hasMore = page.at("/has_more").asBoolean();
      after = all.isEmpty() ? "" : "&after=" + all.getLast().at("/id").asString();
    }
    return all.reversed();
  }

  public List<String> texts(String id) {
    return events(id).stream().map(event -> event.at("/message").asString()).toList();
  }

  /** What of a job's log is the same however often it was interrupted. */
  public List<String> steps(String id) {
    return texts(id).stream().filter(text -> text.startsWith("Step")).toList();
  }

  public List<Integer> numbers(String id) {
    return events(id).stream()
        .map(event -> event.at("/id").asString().replaceFirst(".*-", ""))
        .map(Integer::parseInt)
        .toList();
  }

  public String upload() {
    return upload(40);
  }

  /** A data set of so many rows. */
  String upload(int count) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count / 2; i++) {
      rows.append("{\"text\":\"the cat and %d\",\"label\":\"a\"}\n".formatted(i));
      rows.append("{\"text\":\"a dog of %d\",\"label\":\"b\"}\n".formatted(i));
    }
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("rows.jsonl", rows.toString())
        .postTo(http, "/v1/files")
        .at("/id");
  }

  @Override
  public void close() throws IOException {
    for (Node node : nodes) {
      node.close();
    }
    FileSystemUtils.deleteRecursively(home.data);
    FileSystemUtils.deleteRecursively(home.logs);
  }
}
