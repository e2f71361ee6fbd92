package graft.recipe.evaluate;

import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.batch.DataLoader;
import graft.spec.DeviceId;
import graft.spec.job.TaskSpec;
import graft.train.Evaluator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures a model in training, and remembers what it found last. Used by one thread. */
public final class Examiner implements Evaluator {
  private final ModelEvaluator measuring;
  private final Runnable between;
  private Optional<Findings> latest = Optional.empty();

  /**
   * @param device which the thread has to itself
   * @param between called again and again while it measures; may throw to leave it
   */
  public Examiner(
      AdaptedModel adapted, TaskSpec task, DataLoader rows, DeviceId device, Runnable between) {
    this.between = between;
    measuring = new ModelEvaluator(adapted, adapted.setup(), task, rows, Turns.alone(device));
  }

  @Override
  public List<String> metrics() {
    return measuring.task().metrics();
  }

  @Override
  public Map<String, Double> evaluate() {
    return examine().metrics();
  }

  /** Measures the weights as they are. */
  public Findings examine() {
    Findings found = measuring.measure(_ -> between.run());
    latest = Optional.of(found);
    return found;
  }

  /** What was found last. */
  public Optional<Findings> latest() {
    return latest;
  }
}
