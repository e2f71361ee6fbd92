package graft.recipe.local;

import ai.djl.ndarray.NDArray;
import graft.data.Batch;
import graft.data.EpochOrder;
import graft.recipe.task.Tallies;
import graft.recipe.task.Tally;
import graft.site.Pass;
import graft.spec.job.TaskSpec;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Scope;
import graft.train.Evaluator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures a model on labelled rows: its task's metrics, and the mean loss of a target. */
record Measuring(AdaptedModel adapted, TaskSpec task, List<Batch> batches) implements Evaluator {
  private static final int BATCH = 64;

  /** Rows in batches of similar length; a language model guesses the same tokens each time. */
  static Measuring of(AdaptedModel adapted, TaskSpec task, Rows rows) {
    EpochOrder order = new EpochOrder(rows.order().seed(), BATCH, EpochOrder.Kind.BY_LENGTH);
    return new Measuring(adapted, task, rows.in(order).epoch(0));
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
    for (Batch batch : batches) {
      Scores scores = score(batch);
      tally.add(batch, scores.logits());
      loss += scores.loss();
      targets += batch.targets().count();
    }
    Map<String, Double> found = tally.metrics(loss / Math.max(1, targets));
    Map<String, Double> metrics = new LinkedHashMap<>();
    task.metrics().forEach(name -> metrics.put(name, found.get(name)));
    return metrics;
  }

  @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
  private record Scores(float[] logits, double loss) {}

  private Scores score(Batch batch) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        DeviceBatch on =
            DeviceBatch.of(batch, adapted.manager(), adapted.model().facts().typeVocabulary());
        NDArray logits =
            adapted.logits(on.inputs(), on.places(), Pass.of(adapted.adapter().setup()));
        return new Scores(
            HostMemory.floats(logits), adapted.head().loss(logits, on.targets(), 0).getFloat());
      }
    });
  }
}
