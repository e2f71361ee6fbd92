package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;

import graft.TestDatabase;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a job needed is not kept behind its end, where the next one is measured. */
class MemoryGivenBackTest {
  /** A part of the longer rows has 976 positions, and one of the shorter 496. */
  private static final int LONGER = 120;

  private static final int SHORTER = 60;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void aJobAfterALargerOneIsMeasuredByItsOwnNeed() throws Exception {
    try (Cluster cluster = new Cluster(TestDatabase.create(), Map.of())) {
      WideBase.write(cluster.data().resolve("models/wide"));
      Node node = cluster.launch("api,worker");
      cluster.ask(node.awaitStart());

      cluster.awaitSuccess(cluster.submit(WideBase.upload(cluster, LONGER), 1, WideBase.job(1)));
      double ofLonger = measured(cluster);
      cluster.awaitSuccess(cluster.submit(WideBase.upload(cluster, SHORTER), 1, WideBase.job(1)));

      assertThat(ofLonger).isGreaterThan(0.5);
      assertThat(measured(cluster) - ofLonger).isGreaterThan(0.5);
    }
  }

  /** What trainings needed over what was foretold, the sum of all of them. */
  private static double measured(Cluster cluster) {
    return cluster
        .http()
        .get("/actuator/prometheus")
        .text()
        .lines()
        .filter(line -> line.startsWith("graft_memory_estimate_ratio_sum "))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll(".* ", "")))
        .sum();
  }
}
