package graft.resume.fault;

import static org.assertj.core.api.Assertions.assertThat;

import graft.resume.Cluster;
import graft.resume.Node;
import graft.resume.OwnDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database that is away for longer than leases last and pools wait; goes with the faults. */
class OutageSuite {
  private static final int STEPS = 400;
  private static final Duration OUTAGE = Duration.ofMinutes(1);

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void aMinuteWithoutItChangesNoByteOfAnAdapter() throws Exception {
    try (OwnDatabase database = OwnDatabase.start();
        Cluster cluster = new Cluster(database, Map.of())) {
      Node api = cluster.launch("api");
      Node worker = cluster.launch("worker");
      cluster.ask(api.awaitStart());
      worker.awaitStart();
      String file = cluster.upload();
      String whole = cluster.submit(file, STEPS, Map.of());
      cluster.awaitSuccess(whole);

      String job = cluster.submit(file, STEPS, Map.of());
      cluster.awaitStep(job, 20);
      database.stop();
      Thread.sleep(OUTAGE);
      assertThat(cluster.job(job).at("/error/code")).isEqualTo("database_unavailable");
      database.restart();
      cluster.awaitSuccess(job);

      assertThat(cluster.job(job).at("/attempts")).isEqualTo("1");
      assertThat(cluster.sha256(job)).isEqualTo(cluster.sha256(whole));
      assertThat(cluster.csv(job)).isEqualTo(cluster.csv(whole)).hasSizeGreaterThan(STEPS);
      assertThat(cluster.steps(job)).isEqualTo(cluster.steps(whole));
      assertThat(cluster.numbers(job))
          .isEqualTo(IntStream.rangeClosed(1, cluster.numbers(job).size()).boxed().toList());
      System.out.printf("a minute without a database: %s, as without%n", cluster.sha256(job));
    }
  }
}
