package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;

import graft.TestDatabase;
import graft.api.Multipart;
import java.util.HashMap;
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

      cluster.awaitSuccess(cluster.submit(upload(cluster, LONGER), 1, wide()));
      double ofLonger = measured(cluster);
      cluster.awaitSuccess(cluster.submit(upload(cluster, SHORTER), 1, wide()));

      assertThat(ofLonger).isGreaterThan(0.5);
      assertThat(measured(cluster) - ofLonger).isGreaterThan(0.5);
    }
  }

  private static Map<String, Object> wide() {
    Map<String, Object> more = new HashMap<>();
    more.put("model", "wide");
    more.put("adapter", "lora");
    more.put("validation_split", 0);
    more.put("training", Map.of("max_steps", 1, "batch_size", 8));
    more.put("evaluation", Map.of());
    return more;
  }

  /** Rows of so many words. */
  private static String upload(Cluster cluster, int words) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      rows.append(
          "{\"text\":\"%s\",\"label\":\"%s\"}\n"
              .formatted("the cat ".repeat(words / 2).strip(), i % 2 == 0 ? "a" : "b"));
    }
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("wide.jsonl", rows.toString())
        .postTo(cluster.http(), "/v1/files")
        .at("/id");
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
