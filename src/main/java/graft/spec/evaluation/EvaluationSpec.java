package graft.spec.evaluation;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.List;
import java.util.Optional;

/**
 * How the validation data steers the training.
 *
 * @param everySteps optimizer steps between evaluations; absent: at the end of each epoch. There is
 *     always one at the end.
 * @param metric the metric that decides what is best; absent: the task's own. Of equal ones the
 *     lower loss decides, then the later step
 * @param earlyStoppingPatience evaluations without a better metric after which training ends
 * @param keep which weights become the adapter; the last ones where there is no validation data
 * @param generate which rows are answered
 */
public record EvaluationSpec(
    @Attribute(
            value = "Optimizer steps between evaluations; null: at the end of each epoch",
            min = 1,
            max = MOST_STEPS)
        Optional<Integer> everySteps,
    @Attribute(
            "Metric that decides what is best, such as accuracy, macro_f1 or loss; null: the task's own. Of equal ones the lower validation loss decides, then the later step")
        Optional<String> metric,
    @Attribute(
            value =
                "Evaluations without improvement after which training ends; null: it goes on to the end",
            min = 1,
            max = 1000)
        Optional<Integer> earlyStoppingPatience,
    @Attribute("Which weights become the adapter") Keep keep,
    @Attribute(
            "Whether a language model answers some validation rows at each evaluation, which gives exact_match and rouge_l and shows three answers as events: true, or an object that says how many rows; for causal_lm and seq2seq_lm")
        AnswerSample generate) {
  public static final int MOST_STEPS = 100_000_000;

  public static final EvaluationSpec DEFAULTS =
      new EvaluationSpec(
          Optional.empty(), Optional.empty(), Optional.empty(), Keep.BEST, AnswerSample.NONE);

  /** The weights with the best validation metric, or those of the last step. */
  public enum Keep {
    BEST,
    LAST
  }

  /** The same with a metric, the task's own unless another was asked for. */
  public EvaluationSpec by(String own) {
    return new EvaluationSpec(
        everySteps, Optional.of(metric.orElse(own)), earlyStoppingPatience, keep, generate);
  }

  /** The same with steps between evaluations, those of an epoch unless others were asked for. */
  public EvaluationSpec every(int stepsOfEpoch) {
    return new EvaluationSpec(
        Optional.of(everySteps.orElse(stepsOfEpoch)),
        metric,
        earlyStoppingPatience,
        keep,
        generate);
  }

  /** What is measured, the task's own metric first. */
  public List<String> measured(List<String> ofTask) {
    return generate.metrics(ofTask);
  }

  public EvaluationSpec {
    Check check = new Check();
    check.that(everySteps.isEmpty() || everySteps.get() >= 1, "every_steps", "must be at least 1");
    check.that(
        earlyStoppingPatience.isEmpty() || earlyStoppingPatience.get() >= 1,
        "early_stopping_patience",
        "must be at least 1");
    check.done();
  }
}
