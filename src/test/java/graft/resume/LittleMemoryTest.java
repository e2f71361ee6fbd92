package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.ChildGraft;
import graft.FastDirectory;
import graft.TestDatabase;
import graft.api.web.Http.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** The least room that is tried: enough for what a request takes, and for no part. */
  private static final long LEAST = 100L << 20;

  /** Each room is so much larger than the one before: half a part takes less than a whole one. */
  private static final double MORE = 1.4;

  /** More than Java grows by with a job, and less than one tensor of half a part. */
  private static final long KEPT = 48L << 20;

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

      List<String> failed = new ArrayList<>();
      List<String> halved = new ArrayList<>();
      boolean isWhole = false;
      for (double room = LEAST; !isWhole; room *= MORE) {
        long before = Memory.data(node);
        Memory.limit(node, before + (long) room);
        String job = cluster.submit(file, STEPS, WideBase.job(STEPS));
        cluster.awaitEnd(job);
        assertThat(Memory.data(node)).isLessThan(before + KEPT);
        boolean isHalved =
            cluster.texts(job).stream().anyMatch(text -> text.startsWith("There is too little"));
        if (cluster.job(job).at("/status").equals("failed")) {
          failed.add(job);
        } else if (isHalved) {
          halved.add(job);
        } else {
          isWhole = true;
          assertThat(cluster.sha256(job)).isEqualTo(cluster.sha256(whole));
        }
        assertThat(predict(cluster, whole).status()).isEqualTo(200);
        Memory.free(node);
      }

      assertThat(failed)
          .isNotEmpty()
          .allSatisfy(job -> {
            assertThat(cluster.job(job).at("/error/code")).isEqualTo("out_of_memory");
            assertThat(cluster.job(job).at("/error/message"))
                .contains("a smaller batch_size or max_length needs less");
          });
      assertThat(halved)
          .isNotEmpty()
          .allSatisfy(job -> {
            assertThat(cluster.texts(job))
                .filteredOn(text -> text.startsWith("There is too little memory"))
                .singleElement()
                .asString()
                .contains("half as many rows", "the gradient of the whole");
            assertThat(loss(cluster, job)).isCloseTo(loss(cluster, whole), within(1e-5));
            assertThat(cluster.job(job).at("/attempts")).isEqualTo("1");
          });
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
