package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.GraftApplication;
import graft.api.web.Http.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A database that is frozen, killed and stopped stops requests, and no training. */
class DatabaseAwayTest {
  private static final int STEPS = 400;

  /** Two seconds on a machine that does nothing else. */
  private static final Duration SOON = Duration.ofSeconds(8);

  @Test
  void requestsArePutOffAndATrainingGoesOnAndTellsLater() throws Exception {
    try (OwnDatabase database = OwnDatabase.start();
        Cluster cluster = new Cluster(database, Map.of());
        ConfigurableApplicationContext service = serve(cluster, database)) {
      cluster.ask(service.getEnvironment().getRequiredProperty("local.server.port", int.class));
      String file = cluster.upload();
      String whole = cluster.submit(file, STEPS, Map.of());
      cluster.awaitSuccess(whole);
      String job = cluster.submit(file, STEPS, Map.of());

      cluster.awaitStep(job, 30);
      database.freeze();
      awaitAway(cluster, job);
      database.thaw();
      awaitBack(cluster);

      database.kill();
      awaitAway(cluster, job);
      database.restart();
      awaitBack(cluster);

      database.stop();
      awaitAway(cluster, job);
      database.restart();
      awaitBack(cluster);
      cluster.awaitSuccess(job);

      assertThat(cluster.job(job).at("/attempts")).isEqualTo("1");
      assertThat(cluster.sha256(job)).isEqualTo(cluster.sha256(whole));
      assertThat(cluster.csv(job)).isEqualTo(cluster.csv(whole)).hasSizeGreaterThan(STEPS);
      assertThat(cluster.steps(job)).isEqualTo(cluster.steps(whole));
      assertThat(cluster.numbers(job))
          .isEqualTo(IntStream.rangeClosed(1, cluster.numbers(job).size()).boxed().toList());
      assertThat(cluster.http().get("/v1/adapters").json().at("/data")).hasSize(2);
      await().untilAsserted(() -> assertThat(cluster.data().resolve("runs")).isEmptyDirectory());
    }
  }

  /** Every answer comes soon, and is the right one or tells of the database. */
  private static void awaitAway(Cluster cluster, String job) {
    Answer refused =
        await().until(() -> timely(() -> cluster.job(job)), answer -> answer.status() != 200);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.at("/error/code")).isEqualTo("database_unavailable");
    assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
    Answer submitted =
        timely(() ->
            cluster.http().postJson("/v1/fine_tuning/jobs", "{}", "Idempotency-Key", "again"));
    assertThat(submitted.status()).as(submitted.text()).isEqualTo(503);
    assertThat(health(cluster, "readiness")).isEqualTo(503);
    assertThat(health(cluster, "liveness")).isEqualTo(200);
  }

  private static void awaitBack(Cluster cluster) {
    await().atMost(Duration.ofMinutes(1)).until(() -> health(cluster, "readiness") == 200);
  }

  private static int health(Cluster cluster, String group) {
    return timely(() -> cluster.http().get("/actuator/health/" + group)).status();
  }

  private static <T> T timely(Supplier<T> request) {
    long began = System.nanoTime();
    T answer = request.get();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    return answer;
  }

  private static ConfigurableApplicationContext serve(Cluster cluster, OwnDatabase database) {
    return new SpringApplicationBuilder(GraftApplication.class)
        .run(
            "--server.port=0",
            "--graft.data=" + cluster.data(),
            "--graft.models=" + cluster.data().resolve("models"),
            "--spring.datasource.url=" + database.getJdbcUrl(),
            "--spring.datasource.username=" + database.getUsername(),
            "--spring.datasource.password=" + database.getPassword());
  }
}
