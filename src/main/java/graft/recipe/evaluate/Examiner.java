package graft.recipe.evaluate;

import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.answer.AnswerSampler;
import graft.recipe.batch.DataLoader;
import graft.spec.DeviceId;
import graft.spec.evaluation.AnswerSample;
import graft.spec.job.TaskSpec;
import graft.train.Evaluator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Measures a model in training, and remembers what it found last. Used by one thread. */
public final class Examiner implements Evaluator {
  private final ModelEvaluator measuring;
  private final Optional<AnswerSampler> sampler;
  private final Runnable between;
  private Optional<Findings> latest = Optional.empty();

  /**
   * @param sampler asks some of the rows
   * @param device which the thread has to itself
   * @param between called again and again while it measures; may throw to leave it
   */
  public Examiner(
      AdaptedModel adapted,
      TaskSpec task,
      DataLoader rows,
      Optional<AnswerSampler> sampler,
      DeviceId device,
      Runnable between) {
    this.sampler = sampler;
    this.between = between;
    measuring = new ModelEvaluator(adapted, adapted.setup(), task, rows, Turns.alone(device));
  }

  @Override
  public List<String> metrics() {
    List<String> own = measuring.task().metrics();
    return sampler
        .map(_ -> Stream.concat(own.stream(), AnswerSample.METRICS.stream()).toList())
        .orElse(own);
  }

  @Override
  public Map<String, Double> evaluate() {
    return examine().metrics();
  }

  /** Measures the weights as they are. */
  public Findings examine() {
    Findings read = measuring.measure(_ -> between.run());
    Findings found =
        sampler
            .map(some ->
                read.with(
                    some.ask(measuring.adapted(), measuring.setup(), measuring.turns(), between)))
            .orElse(read);
    latest = Optional.of(found);
    return found;
  }

  /** What was found last. */
  public Optional<Findings> latest() {
    return latest;
  }
}
