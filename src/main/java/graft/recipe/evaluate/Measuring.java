package graft.recipe.evaluate;

import graft.data.Batch;
import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.batch.Rows;
import graft.recipe.measure.Tallies;
import graft.recipe.measure.Tally;
import graft.spec.job.TaskSpec;
import graft.train.Evaluator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures a model on labelled rows: its task's metrics, and the mean loss of a target. A language
 * model guesses the same tokens each time.
 */
public record Measuring(
    AdaptedModel adapted, TaskSpec task, Rows rows, Iterable<List<Integer>> slices)
    implements Evaluator {
  public static Measuring of(AdaptedModel adapted, TaskSpec task, Rows rows) {
    return new Measuring(adapted, task, rows, rows.slices(adapted, task, () -> Turns.ALONE));
  }

  @Override
  public List<String> metrics() {
    return task.metrics();
  }

  @Override
  public Map<String, Double> evaluate() {
    Tally tally = Tallies.of(task);
    double loss = 0;
    long targets = 0;
    for (List<Integer> slice : slices) {
      Batch batch = rows.batch(slice);
      Scored scored = Scored.of(adapted, adapted.setup(), batch);
      tally.add(batch, scored.logits());
      loss += scored.loss();
      targets += batch.targets().count();
    }
    Map<String, Double> found = tally.metrics(loss / Math.max(1, targets));
    Map<String, Double> metrics = new LinkedHashMap<>();
    task.metrics().forEach(name -> metrics.put(name, found.get(name)));
    return metrics;
  }
}
