package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.ChildGraft;
import graft.FastDirectory;
import graft.TestDatabase;
import graft.api.web.Http.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node that the kernel refuses memory while it trains: a step that finds too little is taken with
 * half as many rows at a time, and where that is too much as well the job fails, and nothing else.
 */
class LittleMemoryTest {
  private static final int STEPS = 2;

  /** A part of the rows has 976 positions, each with an eighth of a mebibyte several times over. */
  private static final int WORDS = 120;

  /** Enough for half a part, and not for a whole one. */
  private static final long LITTLE = 450L << 20;

  /** Enough for what a request takes, and for no part. */
  private static final long TOO_LITTLE = 100L << 20;

  /** Of the virtual machine, which has it from the beginning: what is refused is the engine's. */
  private static final List<String> HEAP = List.of("-Xms320m", "-Xmx320m");

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void aStepIsHalvedOnceOrItsJobFailsWithAdviceAndTheNodeLivesOn() throws Exception {
    Path place = FastDirectory.create();
    List<String> command = ChildGraft.command(HEAP, ChildGraft.classPath(), List.of());
    Cluster.Home home = new Cluster.Home(command, place, place.resolve("logs"));
    try (Cluster cluster = new Cluster(home, TestDatabase.create(), Map.of())) {
      WideBase.write(cluster.data().resolve("models/wide"));
      Node node = cluster.launch("api,worker");
      cluster.ask(node.awaitStart());
      String file = WideBase.upload(cluster, WORDS);
      String whole = cluster.submit(file, STEPS, WideBase.job(STEPS));
      cluster.awaitSuccess(whole);
      assertThat(predict(cluster, whole).status()).isEqualTo(200);

      Memory.limit(node, Memory.data(node) + LITTLE);
      String halved = cluster.submit(file, STEPS, WideBase.job(STEPS));
      cluster.awaitSuccess(halved);

      assertThat(cluster.texts(halved))
          .filteredOn(text -> text.startsWith("There is too little memory"))
          .singleElement()
          .asString()
          .contains("at step 1", "half as many rows", "the gradient of the whole");
      assertThat(loss(cluster, halved)).isCloseTo(loss(cluster, whole), within(1e-5));
      assertThat(cluster.job(halved).at("/attempts")).isEqualTo("1");

      Memory.limit(node, Memory.data(node) + TOO_LITTLE);
      String failed = cluster.submit(file, STEPS, WideBase.job(STEPS));
      cluster.awaitEnd(failed);

      assertThat(cluster.job(failed).at("/status")).isEqualTo("failed");
      assertThat(cluster.job(failed).at("/error/code")).isEqualTo("out_of_memory");
      assertThat(cluster.job(failed).at("/error/message"))
          .contains("a smaller batch_size or max_length needs less");
      assertThat(predict(cluster, halved).status()).isEqualTo(200);
      Memory.free(node);
      String after = cluster.submit(file, STEPS, WideBase.job(STEPS));
      cluster.awaitSuccess(after);
      assertThat(cluster.sha256(after)).isEqualTo(cluster.sha256(whole));
    }
  }

  private static Answer predict(Cluster cluster, String job) {
    return cluster
        .http()
        .postJson(
            "/v1/adapters/" + cluster.job(job).at("/adapter_id") + "/predict",
            Map.of("inputs", List.of("the cat")));
  }

  private static double loss(Cluster cluster, String job) {
    return Double.parseDouble(cluster.csv(job).getLast().split(",")[1]);
  }
}
