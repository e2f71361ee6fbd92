package graft.recipe.finetune;

import graft.data.Batch;
import graft.recipe.Run;
import graft.recipe.evaluate.Findings;
import graft.spec.Progress;
import graft.spec.job.RunDirective;
import graft.spec.job.Work;
import graft.train.TrainingCallback;
import graft.train.TrainingLoop;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the run how its training goes on.
 *
 * @param validation that the training is evaluated by
 */
record Follower(
    Run run,
    TrainingLoop<Batch> loop,
    Checkpointing checkpointing,
    Optional<Examination> validation)
    implements TrainingCallback {
  /** Answers that are shown of each evaluation. */
  private static final int SHOWN = 3;

  @Override
  public void worked(Work work) {
    run.worked(work);
  }

  @Override
  public RunDirective afterStep(Progress progress) {
    return run.afterStep(progress);
  }

  @Override
  public void evaluated(int step, Map<String, Double> metrics) {
    run.evaluated(step, Completion.prefixed("valid_", metrics));
    validation
        .flatMap(measured -> measured.examiner().latest())
        .map(Findings::answers)
        .filter(answers -> !answers.isEmpty())
        .ifPresent(
            answers -> run.answered(step, answers.subList(0, Math.min(SHOWN, answers.size()))));
  }

  @Override
  public void settled(int step) {
    checkpointing.settled(loop);
  }

  @Override
  public void remarked(String text) {
    run.note(text);
  }

  @Override
  public void warned(String text) {
    run.message(text);
  }
}
