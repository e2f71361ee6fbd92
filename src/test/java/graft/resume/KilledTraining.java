package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;

import graft.FastDirectory;
import graft.recipe.CheckpointStore;
import graft.spec.job.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.springframework.util.FileSystemUtils;

/**
 * A training whose process is killed at random points until it gets to its end, each time on
 * another node: a directory that has the data and the checkpoints, and nothing else of the one
 * before.
 */
final class KilledTraining {
  private static final List<String> CARRIED =
      List.of("rows.jsonl", "adp-a", "adp-b", ChildTraining.CHECKPOINTS, ChildTraining.LOSSES);

  private final SmallJobs jobs;
  private final Path inputs;

  /**
   * @param inputs the directory of {@code jobs}
   */
  KilledTraining(SmallJobs jobs, Path inputs) {
    this.jobs = jobs;
    this.inputs = inputs;
  }

  /**
   * Kills it, and compares what comes out with a training that nobody killed.
   *
   * @param most kills; then it may end
   * @return the kills that there were
   */
  int survive(int number, Precision precision, int most, Random random) throws Exception {
    Case what = Case.all(precision).get(number);
    Path whole = FastDirectory.create();
    Course expected = new Course(whole.resolve(ChildTraining.OUTPUT), CheckpointStore.NONE);
    jobs.train(what, expected);

    Path node = carry(inputs);
    int kills = 0;
    while (isKilled(node, number, precision, kills < most, random)) {
      kills++;
      Path next = carry(node);
      FileSystemUtils.deleteRecursively(node);
      node = next;
    }

    assertThat(ExactResumeTest.bytes(node.resolve(ChildTraining.OUTPUT)))
        .as("%s after %d kills", what, kills)
        .isEqualTo(ExactResumeTest.bytes(whole.resolve(ChildTraining.OUTPUT)));
    assertThat(losses(node)).isEqualTo(expected.losses);
    FileSystemUtils.deleteRecursively(node);
    FileSystemUtils.deleteRecursively(whole);
    return kills;
  }

  /** One life: some steps, then a moment within the next one or whatever stands between. */
  private static boolean isKilled(
      Path node, int number, Precision precision, boolean mayBeKilled, Random random)
      throws Exception {
    try (ChildTraining child = ChildTraining.start(node, number, precision)) {
      int steps = mayBeKilled ? 1 + random.nextInt(6) : Integer.MAX_VALUE;
      while (child.awaitStep() > 0 && --steps > 0) {
        // Each step brings the end nearer.
      }
      if (mayBeKilled) {
        Thread.sleep(random.nextInt(20));
        child.kill();
      }
      return !child.isDone();
    }
  }

  private static Path carry(Path from) throws IOException {
    Path to = FastDirectory.create();
    for (String name : CARRIED) {
      if (Files.exists(from.resolve(name))) {
        FileSystemUtils.copyRecursively(from.resolve(name), to.resolve(name));
      }
    }
    return to;
  }

  /** The losses by step; of a repeated step every one is the same. */
  private static Map<Integer, Double> losses(Path node) throws IOException {
    Map<Integer, List<Double>> all = new TreeMap<>();
    for (String line : Files.readAllLines(node.resolve(ChildTraining.LOSSES))) {
      String[] parts = line.split(" ");
      all.computeIfAbsent(Integer.parseInt(parts[0]), _ -> new ArrayList<>())
          .add(Double.parseDouble(parts[1]));
    }
    Map<Integer, Double> losses = new TreeMap<>();
    all.forEach((step, values) -> {
      assertThat(values).as("step %d", step).containsOnly(values.getFirst());
      losses.put(step, values.getFirst());
    });
    return losses;
  }
}
