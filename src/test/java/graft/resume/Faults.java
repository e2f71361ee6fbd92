package graft.resume;

import graft.api.web.Http;
import graft.api.web.Http.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;

/** Does harm to a cluster by chance, and gives it work meanwhile. */
final class Faults implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final int OPEN_JOBS = 3;

  /** What a Java process ends with after SIGTERM. */
  private static final int TERMINATED = 143;

  private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

  /** Of the drain, and of a database that is away while it is waited for. */
  private static final Duration STOP = Duration.ofMinutes(3);

  private static final Duration END = Duration.ofMinutes(15);

  /** An outage that outlasts leases, and every patience of a pool. */
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Of so many faults one is such an outage. */
  private static final int LONG_AWAY_IN = 40;

  private static final Duration GLANCE = Duration.ofMillis(500);

  /** Faults after which a job is let come to its end: otherwise they would only meet starts. */
  private static final int MOST_BETWEEN_ENDS = 10;

  private static final Map<String, Object> MORE =
      Map.of("checkpoint", Map.of("every_steps", 10), "evaluation", Map.of("every_steps", 40));

  private final OwnDatabase database;
  private final Random random;
  private final Cluster cluster;
  private final int port;
  private final List<Node> workers = new ArrayList<>();
  private final Map<Node, Integer> frozen = new HashMap<>();
  private final Map<String, String> jobs = new LinkedHashMap<>();
  private Node api;
  private String file = "";
  private int thawsDatabaseAfter;
  private boolean isDatabaseFrozen;
  private int sinceAnEnd;
  private long ended;

  Faults(OwnDatabase database, Random random) throws IOException {
    this.database = database;
    this.random = random;
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    this.cluster = new Cluster(database, Map.of());
  }

  Cluster cluster() {
    return cluster;
  }

  /** Ids of the jobs, by the keys under which they were sent. */
  Map<String, String> jobs() {
    return jobs;
  }

  void begin() throws IOException {
    api = launchApi();
    api.awaitStart();
    cluster.ask(port);
    for (int i = 0; i < WORKERS; i++) {
      workers.add(cluster.launch("worker"));
      workers.getLast().awaitStart();
    }
    file = cluster.upload();
  }

  private Node launchApi() throws IOException {
    return cluster.launch("api", Map.of("SERVER_PORT", Integer.toString(port)));
  }

  /** Does something bad, and says what. */
  String next() throws Exception {
    thaw(false);
    replaceFallen();
    submit();
    if (++sinceAnEnd > MOST_BETWEEN_ENDS) {
      thaw(true);
      Awaitility.await().atMost(END).pollInterval(GLANCE).until(this::hasOneMoreEnded);
    }
    Thread.sleep(100 + random.nextInt(1900));
    int which = random.nextInt(workers.size());
    Node worker = workers.get(which);
    if (random.nextInt(LONG_AWAY_IN) == 0) {
      thaw(true);
      database.stop();
      Thread.sleep(LONG);
      database.restart();
      return "PostgreSQL away for " + LONG.toSeconds() + " s";
    }
    return switch (random.nextInt(10)) {
      case 0, 1 -> {
        signal(worker, "KILL");
        frozen.remove(worker);
        workers.set(which, cluster.launch("worker"));
        yield "SIGKILL of worker " + which;
      }
      case 2, 3 -> {
        signal(worker, "STOP");
        frozen.put(worker, 1 + random.nextInt(6));
        yield "SIGSTOP of worker " + which;
      }
      case 4 -> {
        if (frozen.containsKey(worker) || isDatabaseFrozen) {
          thaw(true);
        }
        terminate(worker);
        workers.set(which, cluster.launch("worker"));
        yield "SIGTERM of worker " + which;
      }
      case 5 -> {
        signal(api, "KILL");
        api = launchApi();
        yield "SIGKILL of the API node";
      }
      case 6 -> {
        thaw(true);
        database.kill();
        Thread.sleep(random.nextInt(5000));
        database.restart();
        yield "SIGKILL of PostgreSQL";
      }
      case 7 -> {
        thaw(true);
        database.stop();
        Thread.sleep(random.nextInt(5000));
        database.restart();
        yield "restart of PostgreSQL";
      }
      case 8 -> {
        database.freeze();
        isDatabaseFrozen = true;
        thawsDatabaseAfter = 1 + random.nextInt(4);
        yield "SIGSTOP of PostgreSQL";
      }
      default -> {
        thaw(true);
        database.cut();
        yield "every connection cut";
      }
    };
  }

  /** Ends every fault that lasts, sees all jobs to their ends, and starts the nodes once more. */
  void heal() throws Exception {
    thaw(true);
    Awaitility.await().atMost(END).pollInterval(GLANCE).until(this::hasEveryNodeStarted);
    for (String job : jobs.values()) {
      Awaitility.await()
          .atMost(END)
          .pollInterval(GLANCE)
          .until(() -> status(job).filter(ENDED::contains).isPresent());
    }
    // What was left behind is swept by those that start.
    for (Node node : workers) {
      terminate(node);
    }
    terminate(api);
    Node last = cluster.launch("api,worker");
    last.awaitStart();
    terminate(last);
  }

  /**
   * Starts a node again that could not start for want of a database, as whoever runs it would; one
   * that ended by itself for any other reason, or after it had started, is a fault of its own.
   */
  private void replaceFallen() throws IOException {
    for (int i = 0; i < workers.size(); i++) {
      if (hasFallen(workers.get(i))) {
        frozen.remove(workers.get(i));
        workers.set(i, cluster.launch("worker"));
      }
    }
    if (hasFallen(api)) {
      api = launchApi();
    }
  }

  /** Sends a signal, unless the node has fallen meanwhile: it may do so at any moment. */
  private static void signal(Node node, String name) throws IOException, InterruptedException {
    try {
      node.signal(name);
    } catch (IOException gone) {
      if (!hasFallen(node)) {
        throw gone;
      }
    }
  }

  private static void terminate(Node node) throws IOException, InterruptedException {
    signal(node, "TERM");
    int status = node.end(STOP);
    if (status != TERMINATED && !hasFallen(node)) {
      throw new AssertionError("ended with " + status + " after SIGTERM:\n" + node.said());
    }
  }

  private boolean hasEveryNodeStarted() throws IOException {
    replaceFallen();
    return api.hasStarted() && workers.stream().allMatch(Node::hasStarted);
  }

  private static boolean hasFallen(Node node) throws IOException {
    boolean hasFallen = !node.isAlive();
    if (hasFallen && (node.hasStarted() || !node.said().contains("The database "))) {
      throw new AssertionError("a node ended by itself:\n" + node.said());
    }
    return hasFallen;
  }

  private void thaw(boolean isAll) throws Exception {
    if (isDatabaseFrozen && (isAll || --thawsDatabaseAfter <= 0)) {
      database.thaw();
      isDatabaseFrozen = false;
    }
    for (Node node : List.copyOf(frozen.keySet())) {
      int left = frozen.merge(node, -1, Integer::sum);
      if (isAll || left <= 0) {
        signal(node, "CONT");
        frozen.remove(node);
      }
    }
  }

  /** Sends one more job, if there are few; one that was not answered is sent again. */
  private void submit() {
    long open =
        jobs.values().stream()
            .skip(Math.max(0, jobs.size() - 2L * OPEN_JOBS))
            .filter(job -> !hasEnded(job))
            .count();
    if (open >= OPEN_JOBS) {
      return;
    }
    String key = "job-" + jobs.size();
    try {
      Answer answer =
          http()
              .postJson(
                  "/v1/fine_tuning/jobs", Cluster.body(file, 120, MORE), "Idempotency-Key", key);
      if (answer.status() == 200) {
        jobs.put(key, answer.at("/id"));
      } else if (answer.status() != 503 && answer.status() != 409) {
        throw new AssertionError(answer.status() + " " + answer.text());
      }
    } catch (UncheckedIOException away) {
      // The node does not answer, as is meant.
    }
  }

  private boolean hasOneMoreEnded() throws IOException {
    replaceFallen();
    submit();
    long now = jobs.values().stream().filter(this::hasEnded).count();
    boolean isMore = now > ended;
    if (isMore) {
      ended = now;
      sinceAnEnd = 0;
    }
    return isMore;
  }

  private boolean hasEnded(String job) {
    return status(job).filter(ENDED::contains).isPresent();
  }

  private Optional<String> status(String job) {
    try {
      Answer answer = http().get("/v1/fine_tuning/jobs/" + job);
      return answer.status() == 200 ? Optional.of(answer.at("/status")) : Optional.empty();
    } catch (UncheckedIOException away) {
      return Optional.empty();
    }
  }

  private Http http() {
    return cluster.http();
  }

  @Override
  public void close() throws IOException {
    cluster.close();
  }
}
