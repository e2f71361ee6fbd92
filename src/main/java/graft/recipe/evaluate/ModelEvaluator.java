package graft.recipe.evaluate;

import graft.data.Batch;
import graft.metric.Judge;
import graft.metric.Metric;
import graft.metric.Tallies;
import graft.recipe.Headway;
import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.batch.DataLoader;
import graft.site.Setup;
import graft.spec.job.TaskSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Answers labelled rows and compares the answers with what was expected: the task's metrics, the
 * mean loss of a target, and each row. A language model guesses the same tokens each time.
 *
 * @param turns one for each slice of the rows
 */
record ModelEvaluator(
    AdaptedModel adapted, Setup setup, TaskSpec task, DataLoader rows, Turns turns) {
  /**
   * Answers all rows once, with gradients off.
   *
   * @param watch called before the first slice and after each
   */
  Findings measure(Consumer<Headway> watch) {
    Metric tally = Tallies.of(task);
    Judge judge = new Judge(task);
    Course course = new Course(rows.dataset().lengths());
    double loss = 0;
    long targets = 0;
    watch.accept(course.headway());
    for (List<Integer> slice : rows.slices(adapted, task, turns::most)) {
      Batch batch = rows.batch(slice);
      Scored scored =
          turns.next((long) batch.rows() * batch.length(), () -> Scored.of(adapted, setup, batch));
      tally.add(batch, scored.logits());
      judge.add(slice.stream().map(rows.dataset()::rowOf).toList(), batch, scored.logits());
      loss += scored.loss();
      targets += batch.targets().count();
      course.done(slice);
      watch.accept(course.headway());
    }
    return new Findings(
        rows.dataset(), known(tally.metrics(loss / Math.max(1, targets))), judge, List.of());
  }

  private Map<String, Double> known(Map<String, Double> found) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    task.metrics().forEach(name -> metrics.put(name, found.get(name)));
    return metrics;
  }

  /** How many items and tokens are done. */
  private final class Course {
    private final int[] lengths;
    private final long all;
    private final long of = rows.dataset().rows();
    private long items;
    private long tokens;

    Course(int[] lengths) {
      this.lengths = lengths;
      this.all = Math.max(1, Arrays.stream(lengths).asLongStream().sum());
    }

    void done(List<Integer> slice) {
      items += slice.size();
      slice.forEach(item -> tokens += lengths[item]);
    }

    Headway headway() {
      return new Headway(items * of / Math.max(1, lengths.length), of, (double) tokens / all);
    }
  }
}
