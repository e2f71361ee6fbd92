package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A job goes from one worker's process to the next, whatever becomes of them. */
class NodesTest {
  private static final int STEPS = 300;

  /** What is promised of a node that is dead or frozen. */
  private static final Duration ELSEWHERE = Duration.ofSeconds(15);

  /** Of a step, its checkpoint and the end of the process; the drain is longer. */
  private static final Duration STOP = Duration.ofSeconds(20);

  @Test
  void aJobWhoseWorkersAreKilledFrozenAndStoppedMakesTheBytesOfOneThatIsLeftAlone()
      throws Exception {
    try (Cluster cluster = new Cluster(TestDatabase.create(), Map.of())) {
      Node api = cluster.launch("api");
      cluster.ask(api.awaitStart());
      Node one = cluster.launch("worker");
      Node two = cluster.launch("worker");
      one.awaitStart();
      two.awaitStart();
      String file = cluster.upload();
      String whole = cluster.submit(file, STEPS, Map.of());
      cluster.awaitSuccess(whole);

      String job = cluster.submit(file, STEPS, Map.of());
      Node first = cluster.holder(job);
      Node second = first == one ? two : one;
      cluster.awaitStep(job, 50);
      first.signal("KILL");
      await().atMost(ELSEWHERE).until(() -> isRunBy(second, cluster, job));
      assertThat(cluster.job(job).at("/attempts")).isEqualTo("2");

      second.signal("STOP");
      Node third = cluster.launch("worker");
      third.awaitStart();
      await().atMost(ELSEWHERE).until(() -> isRunBy(third, cluster, job));
      assertThat(cluster.job(job).at("/attempts")).isEqualTo("3");
      second.signal("CONT");

      cluster.awaitStep(job, 120);
      assertThat(third.terminate(STOP)).isEqualTo(143);
      assertThat(cluster.texts(job))
          .anyMatch(text -> text.matches("The worker is shutting down; .* go on after step \\d+"));
      await().atMost(ELSEWHERE).until(() -> isRunBy(second, cluster, job));
      assertThat(cluster.job(job).at("/attempts")).isEqualTo("3");
      cluster.awaitSuccess(job);

      assertThat(second.isAlive()).isTrue();
      assertThat(cluster.sha256(job)).isEqualTo(cluster.sha256(whole));
      assertThat(cluster.http().get("/v1/adapters").json().at("/data")).hasSize(2);
      assertThat(cluster.csv(job)).isEqualTo(cluster.csv(whole)).hasSizeGreaterThan(STEPS);
      assertThat(cluster.steps(job)).isEqualTo(cluster.steps(whole));
      assertThat(cluster.numbers(job))
          .isEqualTo(IntStream.rangeClosed(1, cluster.numbers(job).size()).boxed().toList());
      await().untilAsserted(() -> assertThat(cluster.data().resolve("runs")).isEmptyDirectory());
    }
  }

  @Test
  void aStepThatOutlastsTheDrainIsLeftBehindWithoutACrash() throws Exception {
    JdbcConnectionDetails database = TestDatabase.create();
    try (Cluster cluster = new Cluster(database, Map.of("GRAFT_WORKER_DRAIN", "1"))) {
      Node node = cluster.launch("api,worker");
      cluster.ask(node.awaitStart());
      Map<String, Object> oneLongStep =
          Map.of("training", Map.of("batch_size", 4, "gradient_accumulation_steps", 1000));
      String job = cluster.submit(cluster.upload(8000), 1, oneLongStep);
      await().atMost(STOP).until(() -> cluster.job(job).at("/status").equals("running"));

      assertThat(node.terminate(STOP)).isEqualTo(143);

      assertThat(node.said())
          .contains("did not end its step within graft.worker.drain, 1 s")
          .doesNotContain("SIGSEGV", "SIGABRT", "terminate called");
      assertThat(
              JdbcClient.create(
                      new DriverManagerDataSource(
                          database.getJdbcUrl(), database.getUsername(), database.getPassword()))
                  .sql("select status || ' ' || attempts from job")
                  .query(String.class)
                  .single())
          .isEqualTo("QUEUED 0");
    }
  }

  private static boolean isRunBy(Node node, Cluster cluster, String job) {
    return cluster.job(job).at("/status").equals("running")
        && node.isCalled(cluster.job(job).at("/worker"));
  }
}
